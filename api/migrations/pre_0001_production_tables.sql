-- The two tables as they are in production. Clients have them already: made only where missing, never altered.
CREATE TABLE IF NOT EXISTS workflow_execution_nodes (
    execution_uuid UUID NOT NULL,
    node_uuid UUID NOT NULL,
    interface_package TEXT,
    interface_uuid UUID,
    interface_url TEXT,
    interface_response BYTEA,
    interface_opened_at TIMESTAMPTZ,
    interface_submitted_at TIMESTAMPTZ,
    assigned_user_id BYTEA,
    PRIMARY KEY (execution_uuid, node_uuid)
);

CREATE TABLE IF NOT EXISTS interface_registry (
    interface_uuid UUID PRIMARY KEY DEFAULT gen_random_uuid(),
    interface_name TEXT NOT NULL,
    interface_package TEXT NOT NULL,
    interface_version TEXT NOT NULL DEFAULT '1.0.0',
    status TEXT NOT NULL DEFAULT 'draft' CHECK (status IN ('draft', 'published', 'archived')),
    git_branch TEXT NOT NULL DEFAULT 'dev',
    git_commit_hash TEXT,
    config JSONB NOT NULL DEFAULT '{}',
    schema JSONB NOT NULL DEFAULT '{}',
    branding JSONB NOT NULL DEFAULT '{}',
    created_at TIMESTAMPTZ NOT NULL DEFAULT now(),
    updated_at TIMESTAMPTZ NOT NULL DEFAULT now()
);
