-- :enter_edge
-- An edge is connected from now on, here; what it was connected to before counts no more.
INSERT INTO interface_edges (edge_id, connection_id, role)
VALUES (%(edge)s, %(connection)s, %(role)s)
    ON CONFLICT (edge_id) DO UPDATE
   SET connection_id = excluded.connection_id, role = excluded.role, seen_at = clock_timestamp()

-- :see_edge
-- It is still connected.
UPDATE interface_edges SET seen_at = clock_timestamp() WHERE connection_id = %(connection)s

-- :leave_edge
-- Its connection is gone; with it those go that a dead API process left behind.
DELETE FROM interface_edges
 WHERE connection_id = %(connection)s OR seen_at < now() - interval '1 hour'

-- :edges_with_tasks
-- Connected edges that people open tasks at.
SELECT edge_id
  FROM interface_edges
 WHERE role IN ('production', 'router') AND seen_at > now() - interval '45 seconds'

-- :report_sync
-- How far a preview follows its branch; whether it has moved. No row when it is not connected.
UPDATE interface_edges e
   SET branch = %(branch)s, git_commit = %(commit)s, synced_at = %(synced_at)s, sync_error = %(error)s
  FROM (SELECT git_commit FROM interface_edges WHERE edge_id = %(edge)s FOR UPDATE) before
 WHERE e.edge_id = %(edge)s
RETURNING e.git_commit IS DISTINCT FROM before.git_commit

-- :latest_sync
-- The commit that the preview shows which looked last.
SELECT git_commit
  FROM interface_edges
 WHERE git_commit IS NOT NULL AND seen_at > now() - interval '45 seconds'
 ORDER BY synced_at DESC NULLS LAST
 LIMIT 1

-- :live_digests
-- What people may open at any moment, the latest first, as much of it as an edge keeps.
SELECT p.digest
  FROM interface_live l
  JOIN interface_publications p USING (publication_id)
 ORDER BY p.published_at DESC
 LIMIT 100

-- :tell_edges
-- Tell every API process, and each tells the edges that are connected to it.
SELECT pg_notify('interfaces_edges', %(message)s)
