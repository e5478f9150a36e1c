-- :count_queues
-- What waits, what was given up, what is on its way, and which edges listen.
SELECT (SELECT count(*) FROM interface_outbox WHERE delivered_at IS NULL AND dead_at IS NULL) AS waiting,
       (SELECT min(created_at) FROM interface_outbox
         WHERE delivered_at IS NULL AND dead_at IS NULL) AS waiting_since,
       (SELECT count(*) FROM interface_outbox WHERE dead_at IS NOT NULL) AS dead,
       (SELECT count(*) FROM interface_publication_requests WHERE state = 'running') AS publications,
       (SELECT count(*) FROM interface_edges WHERE seen_at > now() - interval '45 seconds') AS edges

-- :connected_edges
-- Edges on the line, by what they do.
SELECT edge_id, role, seen_at, branch, git_commit AS commit, synced_at, sync_error AS error
  FROM interface_edges
 WHERE seen_at > now() - interval '45 seconds'
 ORDER BY role, edge_id
