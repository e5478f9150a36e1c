-- :start_task
-- What we keep beside a node that waits for a person.
INSERT INTO interface_tasks
       (execution_uuid, node_uuid, workflow_uuid, interface_uuid, context, continuation, continuation_target,
        expires_at, remind_at)
VALUES (%(execution)s, %(node)s, %(workflow)s, %(interface)s, %(context)s, %(continuation)s, %(target)s,
        %(expires_at)s, %(remind_at)s)

-- :start_node
-- The node itself, in the table the client's app reads.
INSERT INTO workflow_execution_nodes
       (execution_uuid, node_uuid, interface_package, interface_uuid, assigned_user_id)
VALUES (%(execution)s, %(node)s, %(package)s, %(interface)s, %(assigned_user_id)s)

-- :read_node
-- Everything needed to decide who may see a node and to draw it.
SELECT t.workflow_uuid, t.interface_uuid, t.status, t.expires_at <= now() AS overdue,
       t.context, t.expires_at, t.pinned_digest, t.pinned_commit,
       n.interface_package, n.interface_opened_at, n.interface_submitted_at, n.assigned_user_id,
       r.config::text AS config, r.branding::text AS branding, d.draft, d.saved_at, d.version AS draft_version,
       n.interface_response, s.submitted_by, s.idempotency_key
  FROM interface_tasks t
  JOIN workflow_execution_nodes n USING (execution_uuid, node_uuid)
  LEFT JOIN interface_registry r ON r.interface_uuid = t.interface_uuid
  LEFT JOIN interface_drafts d USING (execution_uuid, node_uuid)
  LEFT JOIN interface_submissions s USING (execution_uuid, node_uuid)
 WHERE t.execution_uuid = %(execution)s AND t.node_uuid = %(node)s

-- :pin_task
-- The node keeps the release that is live now, unless it has one already.
UPDATE interface_tasks t
   SET pinned_digest = p.digest, pinned_commit = p.git_commit
  FROM interface_live l
  JOIN interface_publications p USING (publication_id)
 WHERE t.execution_uuid = %(execution)s AND t.node_uuid = %(node)s
   AND t.pinned_digest IS NULL AND l.interface_uuid = t.interface_uuid

-- :open_node
-- The first time a person saw the node.
UPDATE workflow_execution_nodes
   SET interface_opened_at = now()
 WHERE execution_uuid = %(execution)s AND node_uuid = %(node)s AND interface_opened_at IS NULL

-- :address_node
-- The URL that was handed out for the node.
UPDATE workflow_execution_nodes
   SET interface_url = %(url)s
 WHERE execution_uuid = %(execution)s AND node_uuid = %(node)s

-- :save_draft
-- The latest saved answers, as long as the task is open; waits for a submission that is under way. With
-- `expected`, only in place of that version.
INSERT INTO interface_drafts AS d (execution_uuid, node_uuid, draft)
SELECT execution_uuid, node_uuid, %(draft)s
  FROM interface_tasks
 WHERE execution_uuid = %(execution)s AND node_uuid = %(node)s
   AND status = 'open' AND (expires_at IS NULL OR expires_at > now())
   FOR SHARE
    ON CONFLICT (execution_uuid, node_uuid)
    DO UPDATE SET draft = excluded.draft, saved_at = excluded.saved_at, version = d.version + 1
       WHERE %(expected)s::integer IS NULL OR d.version = %(expected)s::integer
RETURNING version

-- :other_open_tasks
-- The tasks of an execution that wait for somebody, in the order they were started; without the node's own.
SELECT t.workflow_uuid, t.node_uuid, n.assigned_user_id
  FROM interface_tasks t
  JOIN workflow_execution_nodes n USING (execution_uuid, node_uuid)
 WHERE t.execution_uuid = %(execution)s AND t.node_uuid <> %(node)s AND n.assigned_user_id IS NOT NULL
   AND t.status = 'open' AND (t.expires_at IS NULL OR t.expires_at > now())
 ORDER BY t.created_at, t.node_uuid

-- :hold_live
-- What is live for these interfaces now; nothing else goes live until the transaction ends.
SELECT l.interface_uuid, p.digest
  FROM interface_live l
  JOIN interface_publications p USING (publication_id)
 WHERE l.interface_uuid = ANY(%(interfaces)s)
 ORDER BY l.interface_uuid
   FOR SHARE OF l

-- :find_targets
-- The interfaces that new nodes name, with the digest of what is live.
SELECT r.interface_uuid, r.interface_package, r.status, p.digest
  FROM interface_registry r
  LEFT JOIN interface_live l USING (interface_uuid)
  LEFT JOIN interface_publications p USING (publication_id)
 WHERE r.interface_uuid = ANY(%(interfaces)s)

-- :find_execution_key
-- What was asked and answered under this key.
SELECT request, answer
  FROM interface_execution_keys
 WHERE caller = %(caller)s AND idempotency_key = %(key)s

-- :take_execution_key
-- Nothing is added when the key was used before; one that is being used is waited for.
INSERT INTO interface_execution_keys (caller, idempotency_key, request, answer)
VALUES (%(caller)s, %(key)s, %(request)s, %(answer)s)
    ON CONFLICT DO NOTHING
