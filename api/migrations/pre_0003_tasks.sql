-- What we need beside workflow_execution_nodes: one row for each node that shows an interface.
-- context and continuation are encrypted. A task past expires_at counts as expired while it is open.
CREATE TABLE interface_tasks (
    execution_uuid UUID NOT NULL,
    node_uuid UUID NOT NULL,
    workflow_uuid UUID NOT NULL,
    interface_uuid UUID NOT NULL,
    status TEXT NOT NULL DEFAULT 'open' CHECK (status IN ('open', 'submitted', 'cancelled')),
    context BYTEA NOT NULL,
    continuation BYTEA,
    pinned_digest TEXT,
    pinned_commit TEXT,
    expires_at TIMESTAMPTZ,
    created_at TIMESTAMPTZ NOT NULL DEFAULT now(),
    PRIMARY KEY (execution_uuid, node_uuid),
    CHECK ((pinned_digest IS NULL) = (pinned_commit IS NULL))
);
CREATE INDEX interface_tasks_open ON interface_tasks (interface_uuid, pinned_digest) WHERE status = 'open';

-- Saved, not yet valid answers. Encrypted; gone once the task is submitted.
CREATE TABLE interface_drafts (
    execution_uuid UUID NOT NULL,
    node_uuid UUID NOT NULL,
    draft BYTEA NOT NULL,
    saved_at TIMESTAMPTZ NOT NULL DEFAULT now(),
    PRIMARY KEY (execution_uuid, node_uuid),
    FOREIGN KEY (execution_uuid, node_uuid) REFERENCES interface_tasks
);

-- One accepted submission for each task, with the key it came under and who sent it (encrypted).
CREATE TABLE interface_submissions (
    execution_uuid UUID NOT NULL,
    node_uuid UUID NOT NULL,
    idempotency_key TEXT,
    submitted_by BYTEA NOT NULL,
    submitted_at TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (execution_uuid, node_uuid),
    FOREIGN KEY (execution_uuid, node_uuid) REFERENCES interface_tasks
);

-- What still has to be told to the workflow engine, oldest first. The continuation itself stays in interface_tasks.
CREATE TABLE interface_outbox (
    message_id UUID PRIMARY KEY,
    position BIGINT GENERATED ALWAYS AS IDENTITY,
    kind TEXT NOT NULL,
    execution_uuid UUID NOT NULL,
    node_uuid UUID NOT NULL,
    created_at TIMESTAMPTZ NOT NULL DEFAULT now(),
    delivered_at TIMESTAMPTZ
);
CREATE INDEX interface_outbox_waiting ON interface_outbox (position) WHERE delivered_at IS NULL;
