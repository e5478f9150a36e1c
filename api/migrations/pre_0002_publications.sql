-- What went live, by whom and when. Rows are added and never changed.
CREATE TABLE interface_publications (
    publication_id UUID PRIMARY KEY DEFAULT gen_random_uuid(),
    interface_uuid UUID NOT NULL,
    interface_package TEXT NOT NULL,
    version TEXT NOT NULL,
    git_commit TEXT NOT NULL CHECK (git_commit ~ '^[0-9a-f]{40}$'),
    digest TEXT NOT NULL CHECK (digest ~ '^[0-9a-f]{40}$'),
    previous_digest TEXT,
    published_by TEXT NOT NULL,
    published_at TIMESTAMPTZ NOT NULL DEFAULT clock_timestamp()
);
CREATE INDEX interface_publications_of_interface ON interface_publications (interface_uuid, published_at);

-- The live release of each interface: one pointer, moved by publish and rollback.
CREATE TABLE interface_live (
    interface_uuid UUID PRIMARY KEY,
    publication_id UUID NOT NULL REFERENCES interface_publications
);
