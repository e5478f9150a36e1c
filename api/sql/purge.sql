-- :ended_tasks
-- Tasks that ended long ago: answered, cancelled or expired. None whose workflow still has to be told.
SELECT t.execution_uuid AS execution, t.node_uuid AS node
  FROM interface_tasks t
  JOIN workflow_execution_nodes n USING (execution_uuid, node_uuid)
 WHERE CASE t.status WHEN 'submitted' THEN n.interface_submitted_at
                     WHEN 'cancelled' THEN greatest(t.created_at, n.interface_opened_at)
                     ELSE t.expires_at END < now() - %(age)s::interval
   AND (t.status <> 'open' OR t.expiry_told)
   AND NOT EXISTS (
       SELECT FROM interface_outbox o
        WHERE o.execution_uuid = t.execution_uuid AND o.node_uuid = t.node_uuid AND o.delivered_at IS NULL)
 ORDER BY t.created_at
 LIMIT %(most)s
   FOR UPDATE OF t SKIP LOCKED

-- :left_tasks
-- How many ended as long ago and are still there: their workflow was not told yet.
SELECT count(*)
  FROM interface_tasks t
  JOIN workflow_execution_nodes n USING (execution_uuid, node_uuid)
 WHERE CASE t.status WHEN 'submitted' THEN n.interface_submitted_at
                     WHEN 'cancelled' THEN greatest(t.created_at, n.interface_opened_at)
                     ELSE t.expires_at END < now() - %(age)s::interval

-- :purge_task_files
-- With all their pieces.
DELETE FROM interface_files WHERE execution_uuid = %(execution)s AND node_uuid = %(node)s

-- :purge_drafts
-- Saved answers.
DELETE FROM interface_drafts WHERE execution_uuid = %(execution)s AND node_uuid = %(node)s

-- :purge_submissions
-- Who sent it.
DELETE FROM interface_submissions WHERE execution_uuid = %(execution)s AND node_uuid = %(node)s

-- :purge_messages
-- What the workflow was told.
DELETE FROM interface_outbox WHERE execution_uuid = %(execution)s AND node_uuid = %(node)s

-- :purge_responses
-- The answer and the assignee; the row is the client's own and stays.
UPDATE workflow_execution_nodes
   SET interface_response = NULL, assigned_user_id = NULL
 WHERE execution_uuid = %(execution)s AND node_uuid = %(node)s

-- :purge_tasks
-- Its context and continuation with it.
DELETE FROM interface_tasks WHERE execution_uuid = %(execution)s AND node_uuid = %(node)s

-- :purge_execution_keys
-- Nobody repeats what was asked so long ago.
DELETE FROM interface_execution_keys WHERE created_at < now() - %(age)s::interval
