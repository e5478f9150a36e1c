-- Open tasks that were moved to another release: from what to what, by whom. Rows are added and never changed.
CREATE TABLE interface_task_moves (
    position BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    execution_uuid UUID NOT NULL,
    node_uuid UUID NOT NULL,
    from_digest TEXT NOT NULL,
    to_digest TEXT NOT NULL,
    moved_by TEXT NOT NULL,
    moved_at TIMESTAMPTZ NOT NULL DEFAULT clock_timestamp(),
    FOREIGN KEY (execution_uuid, node_uuid) REFERENCES interface_tasks
);
CREATE INDEX interface_task_moves_of_node ON interface_task_moves (execution_uuid, node_uuid);

-- The commit of the preview branch that the author saw; what came later is not published with it.
ALTER TABLE interface_publication_requests
    ADD COLUMN seen_commit TEXT CHECK (seen_commit ~ '^[0-9a-f]{40}$');
