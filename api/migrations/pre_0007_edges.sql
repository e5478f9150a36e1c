-- Edges that are connected to some API process: whom to wait for before a release goes live, and how far previews
-- follow their branch. Nothing here outlives its connection for long.
CREATE TABLE interface_edges (
    edge_id UUID PRIMARY KEY,
    connection_id UUID NOT NULL,
    role TEXT NOT NULL CHECK (role IN ('router', 'production', 'preview')),
    seen_at TIMESTAMPTZ NOT NULL DEFAULT clock_timestamp(),
    branch TEXT,
    git_commit TEXT CHECK (git_commit ~ '^[0-9a-f]{40}$'),
    synced_at TIMESTAMPTZ,
    sync_error TEXT NOT NULL DEFAULT ''
);

-- What previews show, as the one of them tells that is furthest behind; no row when none follows a branch.
CREATE VIEW interface_sync AS
SELECT branch, git_commit AS commit, synced_at, sync_error AS error
  FROM interface_edges
 WHERE branch IS NOT NULL AND seen_at > now() - interval '45 seconds'
 ORDER BY synced_at NULLS FIRST
 LIMIT 1;
