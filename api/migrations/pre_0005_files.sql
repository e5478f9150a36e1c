-- Files that people hand in with their answers. `about` (name, digest, size, media type, who) and each chunk are
-- encrypted; `about` is missing as long as the file is still arriving. `kept`: a submitted answer refers to it.
CREATE TABLE interface_files (
    file_uuid UUID PRIMARY KEY,
    execution_uuid UUID NOT NULL,
    node_uuid UUID NOT NULL,
    about BYTEA,
    kept BOOLEAN NOT NULL DEFAULT false,
    created_at TIMESTAMPTZ NOT NULL DEFAULT now(),
    FOREIGN KEY (execution_uuid, node_uuid) REFERENCES interface_tasks
);
CREATE INDEX interface_files_of_node ON interface_files (execution_uuid, node_uuid);
CREATE INDEX interface_files_unkept ON interface_files (created_at) WHERE NOT kept;

-- The content, in order from 0. The last chunk says so: its place is authenticated with it.
CREATE TABLE interface_file_chunks (
    file_uuid UUID NOT NULL REFERENCES interface_files ON DELETE CASCADE,
    position INTEGER NOT NULL,
    is_last BOOLEAN NOT NULL,
    content BYTEA NOT NULL,
    PRIMARY KEY (file_uuid, position)
);
-- It is encrypted: trying to compress it costs time and gains nothing.
ALTER TABLE interface_file_chunks ALTER COLUMN content SET STORAGE EXTERNAL;
