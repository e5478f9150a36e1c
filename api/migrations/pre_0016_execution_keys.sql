-- What was answered to whom under which Idempotency-Key when an execution was started. `request` is a digest of
-- what was asked, encrypted, since contexts may be guessed.
CREATE TABLE interface_execution_keys (
    caller TEXT NOT NULL,
    idempotency_key TEXT NOT NULL,
    request BYTEA NOT NULL,
    answer JSONB NOT NULL,
    created_at TIMESTAMPTZ NOT NULL DEFAULT now(),
    PRIMARY KEY (caller, idempotency_key)
);
