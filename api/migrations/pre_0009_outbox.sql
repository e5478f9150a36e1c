-- Delivery: how often each message was tried, when it is tried next, and what became of it. A message that is
-- neither delivered nor dead waits. Which target it is for stands with its task; none means the first one.
ALTER TABLE interface_tasks
    ADD COLUMN continuation_target TEXT,
    ADD COLUMN remind_at TIMESTAMPTZ,
    ADD COLUMN expiry_told BOOLEAN NOT NULL DEFAULT false;
CREATE INDEX interface_tasks_expiring ON interface_tasks (expires_at) WHERE status = 'open' AND NOT expiry_told;
CREATE INDEX interface_tasks_reminding ON interface_tasks (remind_at) WHERE status = 'open';

ALTER TABLE interface_outbox
    ADD COLUMN attempts INTEGER NOT NULL DEFAULT 0,
    ADD COLUMN next_attempt_at TIMESTAMPTZ NOT NULL DEFAULT now(),
    ADD COLUMN last_fault TEXT,
    ADD COLUMN dead_at TIMESTAMPTZ,
    ADD COLUMN request_id TEXT,
    ADD COLUMN traceparent TEXT,
    ADD CHECK (delivered_at IS NULL OR dead_at IS NULL);
DROP INDEX interface_outbox_waiting;
CREATE INDEX interface_outbox_waiting ON interface_outbox (position)
    WHERE delivered_at IS NULL AND dead_at IS NULL;
CREATE INDEX interface_outbox_waiting_of ON interface_outbox (execution_uuid, position)
    WHERE delivered_at IS NULL AND dead_at IS NULL;
CREATE INDEX interface_outbox_dead ON interface_outbox (position) WHERE dead_at IS NOT NULL;

-- However often a submission is repeated: one message of each kind for each node.
CREATE UNIQUE INDEX interface_outbox_once ON interface_outbox (execution_uuid, node_uuid, kind);
