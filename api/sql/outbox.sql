-- :queue_continuation
-- The workflow is to be told that it can go on, and the dispatcher that there is something to tell.
WITH queued AS (
    INSERT INTO interface_outbox (message_id, kind, execution_uuid, node_uuid, request_id, traceparent)
    VALUES (%(message)s, 'continuation', %(execution)s, %(node)s, %(request_id)s, %(traceparent)s)
)
SELECT pg_notify('interfaces_outbox', '')

-- :queue_expiries
-- Tasks whose time ran out unanswered: the workflow is told once for each.
WITH told AS (
    UPDATE interface_tasks SET expiry_told = true
     WHERE (execution_uuid, node_uuid) IN (
           SELECT execution_uuid, node_uuid FROM interface_tasks
            WHERE status = 'open' AND NOT expiry_told AND expires_at <= now()
            ORDER BY expires_at LIMIT 500 FOR UPDATE SKIP LOCKED)
    RETURNING execution_uuid, node_uuid
)
INSERT INTO interface_outbox (message_id, kind, execution_uuid, node_uuid)
SELECT gen_random_uuid(), 'expiry', execution_uuid, node_uuid FROM told
    ON CONFLICT DO NOTHING

-- :queue_reminders
-- Tasks that still wait at the moment their workflow wanted to be reminded of: told once for each.
WITH told AS (
    UPDATE interface_tasks SET remind_at = NULL
     WHERE (execution_uuid, node_uuid) IN (
           SELECT execution_uuid, node_uuid FROM interface_tasks
            WHERE status = 'open' AND remind_at <= now() AND (expires_at IS NULL OR expires_at > now())
            ORDER BY remind_at LIMIT 500 FOR UPDATE SKIP LOCKED)
    RETURNING execution_uuid, node_uuid
)
INSERT INTO interface_outbox (message_id, kind, execution_uuid, node_uuid)
SELECT gen_random_uuid(), 'reminder', execution_uuid, node_uuid FROM told
    ON CONFLICT DO NOTHING

-- :due_messages
-- A target's oldest messages whose time has come: of each execution only the first one that waits.
SELECT o.message_id, o.kind, o.execution_uuid, o.node_uuid, o.attempts, o.created_at, o.request_id,
       o.traceparent, t.workflow_uuid, t.interface_uuid, t.continuation, t.expires_at,
       n.interface_response AS response, n.interface_submitted_at AS submitted_at
  FROM interface_outbox o
  JOIN interface_tasks t USING (execution_uuid, node_uuid)
  JOIN workflow_execution_nodes n USING (execution_uuid, node_uuid)
 WHERE o.delivered_at IS NULL AND o.dead_at IS NULL AND o.next_attempt_at <= now()
   AND coalesce(t.continuation_target, %(default)s) = %(target)s
   AND NOT EXISTS (
       SELECT FROM interface_outbox earlier
        WHERE earlier.execution_uuid = o.execution_uuid AND earlier.position < o.position
          AND earlier.delivered_at IS NULL AND earlier.dead_at IS NULL)
 ORDER BY o.position
 LIMIT %(most)s

-- :mark_delivered
-- The target has it.
UPDATE interface_outbox
   SET delivered_at = clock_timestamp(), attempts = attempts + 1, last_fault = NULL
 WHERE message_id = %(message)s AND delivered_at IS NULL

-- :mark_kept
-- The target was not there, which is no attempt.
UPDATE interface_outbox SET last_fault = %(fault)s WHERE message_id = %(message)s AND delivered_at IS NULL

-- :mark_refused
-- The target did not take it: it is tried again later, or is dead when no pause is given.
UPDATE interface_outbox
   SET attempts = attempts + 1, last_fault = %(fault)s,
       next_attempt_at = clock_timestamp() + coalesce(%(pause)s::interval, '0'),
       dead_at = CASE WHEN %(pause)s::interval IS NULL THEN clock_timestamp() END
 WHERE message_id = %(message)s AND delivered_at IS NULL

-- :list_messages
-- What waits, is dead or was delivered, the oldest first.
SELECT o.message_id, o.kind, o.execution_uuid, o.node_uuid, t.workflow_uuid,
       t.continuation_target AS target, o.created_at, o.attempts, o.next_attempt_at, o.last_fault,
       CASE WHEN o.delivered_at IS NOT NULL THEN 'delivered' WHEN o.dead_at IS NOT NULL THEN 'dead'
            ELSE 'waiting' END AS state
  FROM interface_outbox o
  JOIN interface_tasks t USING (execution_uuid, node_uuid)
 WHERE CASE %(state)s WHEN 'dead' THEN o.dead_at IS NOT NULL
                      WHEN 'delivered' THEN o.delivered_at IS NOT NULL
                      ELSE o.delivered_at IS NULL AND o.dead_at IS NULL END
   AND o.position > coalesce((SELECT position FROM interface_outbox WHERE message_id = %(after)s), 0)
 ORDER BY o.position
 LIMIT %(most)s

-- :retry_message
-- A dead or waiting message is tried again at once, from the first attempt on.
WITH again AS (
    UPDATE interface_outbox
       SET dead_at = NULL, attempts = 0, next_attempt_at = now()
     WHERE message_id = %(message)s AND delivered_at IS NULL
    RETURNING execution_uuid, node_uuid
)
SELECT execution_uuid, node_uuid, pg_notify('interfaces_outbox', '') FROM again
