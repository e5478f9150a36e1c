-- :find_move_target
-- The latest release of an interface with this digest or this version; without a name the live one.
SELECT p.digest, p.git_commit, p.version
  FROM interface_publications p
  LEFT JOIN interface_live l USING (publication_id)
 WHERE p.interface_uuid = %(interface)s
   AND CASE WHEN %(to)s = '' THEN l.publication_id IS NOT NULL ELSE %(to)s IN (p.digest, p.version) END
 ORDER BY p.published_at DESC
 LIMIT 1

-- :movable_tasks
-- Open tasks that keep another release, some at a time, after the one given.
SELECT execution_uuid, node_uuid, pinned_digest
  FROM interface_tasks
 WHERE interface_uuid = %(interface)s AND status = 'open' AND (expires_at IS NULL OR expires_at > now())
   AND pinned_digest <> %(digest)s AND (execution_uuid, node_uuid) > (%(execution)s, %(node)s)
 ORDER BY execution_uuid, node_uuid
 LIMIT %(most)s

-- :hold_task
-- What an open task on this release shows; until the transaction ends nobody answers it or saves answers.
SELECT context
  FROM interface_tasks
 WHERE execution_uuid = %(execution)s AND node_uuid = %(node)s
   AND status = 'open' AND (expires_at IS NULL OR expires_at > now()) AND pinned_digest = %(from)s
   FOR UPDATE

-- :read_draft
-- What was saved for a task, if anything.
SELECT draft FROM interface_drafts WHERE execution_uuid = %(execution)s AND node_uuid = %(node)s

-- :move_task
-- From here on the task is shown and checked by this release, and the record says so.
WITH moved AS (
    UPDATE interface_tasks SET pinned_digest = %(digest)s, pinned_commit = %(commit)s
     WHERE execution_uuid = %(execution)s AND node_uuid = %(node)s
)
INSERT INTO interface_task_moves (execution_uuid, node_uuid, from_digest, to_digest, moved_by)
VALUES (%(execution)s, %(node)s, %(from)s, %(digest)s, %(by)s)
