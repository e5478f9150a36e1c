-- Who did what, when, from where; never what people answered. A row is written by the transaction of its act.
CREATE TABLE interface_audit (
    position BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at TIMESTAMPTZ NOT NULL DEFAULT clock_timestamp(),
    what TEXT NOT NULL,
    who TEXT NOT NULL,
    client TEXT NOT NULL,
    request_id TEXT NOT NULL,
    trace_id TEXT,
    interface_uuid UUID,
    execution_uuid UUID,
    node_uuid UUID,
    facts JSONB NOT NULL
);
CREATE INDEX interface_audit_of_execution ON interface_audit (execution_uuid) WHERE execution_uuid IS NOT NULL;

-- The chain over them, made in batches within a second: each hash covers its row and the hash before.
CREATE TABLE interface_audit_chain (
    seq BIGINT PRIMARY KEY,
    position BIGINT NOT NULL UNIQUE REFERENCES interface_audit,
    hash BYTEA NOT NULL
);

-- Rows are added and never changed. The API's role lacks the right besides; this stops the owner's mistakes.
CREATE FUNCTION interface_audit_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER stays BEFORE UPDATE OR DELETE OR TRUNCATE ON interface_audit
    FOR EACH STATEMENT EXECUTE FUNCTION interface_audit_stays();
CREATE TRIGGER stays BEFORE UPDATE OR DELETE OR TRUNCATE ON interface_audit_chain
    FOR EACH STATEMENT EXECUTE FUNCTION interface_audit_stays();
