-- :claim_task
-- One caller at most gets an open task on the release it validated against; the others find it closed.
UPDATE interface_tasks
   SET status = 'submitted'
 WHERE execution_uuid = %(execution)s AND node_uuid = %(node)s AND pinned_digest = %(digest)s
   AND status = 'open' AND (expires_at IS NULL OR expires_at > now())

-- :store_response
-- The encrypted answer, where the client's app expects it.
UPDATE workflow_execution_nodes
   SET interface_response = %(response)s, interface_submitted_at = now()
 WHERE execution_uuid = %(execution)s AND node_uuid = %(node)s
RETURNING interface_submitted_at

-- :record_submission
-- Under which key and by whom, so that a repetition gets the same answer.
INSERT INTO interface_submissions (execution_uuid, node_uuid, idempotency_key, submitted_by, submitted_at)
VALUES (%(execution)s, %(node)s, %(key)s, %(submitted_by)s, now())

-- :discard_draft
-- Saved answers are of no use once the real ones are there.
DELETE FROM interface_drafts WHERE execution_uuid = %(execution)s AND node_uuid = %(node)s

-- :find_submission
-- What was accepted for this node, to compare a repetition with.
SELECT s.idempotency_key, s.submitted_by, s.submitted_at, n.interface_response
  FROM interface_submissions s
  JOIN workflow_execution_nodes n USING (execution_uuid, node_uuid)
 WHERE s.execution_uuid = %(execution)s AND s.node_uuid = %(node)s
