-- What somebody asked to publish, or to publish again. Its steps are told below; what went live stands in
-- interface_publications under the same id.
CREATE TABLE interface_publication_requests (
    publication_id UUID PRIMARY KEY,
    interface_uuid UUID NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('publish', 'rollback')),
    strategy TEXT CHECK (strategy IN ('merge', 'package')),
    force BOOLEAN NOT NULL DEFAULT false,
    reason TEXT NOT NULL DEFAULT '',
    idempotency_key TEXT,
    requested_by TEXT NOT NULL,
    requested_at TIMESTAMPTZ NOT NULL DEFAULT clock_timestamp(),
    state TEXT NOT NULL DEFAULT 'running' CHECK (state IN ('running', 'done', 'failed')),
    CHECK ((kind = 'publish') = (strategy IS NOT NULL))
);
CREATE UNIQUE INDEX interface_publication_requests_running ON interface_publication_requests (interface_uuid)
    WHERE state = 'running';
CREATE UNIQUE INDEX interface_publication_requests_key
    ON interface_publication_requests (interface_uuid, kind, idempotency_key);
CREATE INDEX interface_publication_requests_of_interface
    ON interface_publication_requests (interface_uuid, requested_at);

-- Each step's start and end. Rows are added and never changed; a step that is begun again has more of them.
CREATE TABLE interface_publication_steps (
    position BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    publication_id UUID NOT NULL REFERENCES interface_publication_requests,
    step TEXT NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('running', 'done', 'failed')),
    detail TEXT NOT NULL DEFAULT '',
    facts JSONB NOT NULL DEFAULT '{}',
    at TIMESTAMPTZ NOT NULL DEFAULT clock_timestamp()
);
CREATE INDEX interface_publication_steps_of ON interface_publication_steps (publication_id, position);

-- What was published before there were requests.
INSERT INTO interface_publication_requests
       (publication_id, interface_uuid, kind, strategy, requested_by, requested_at, state)
SELECT publication_id, interface_uuid, 'publish', 'merge', published_by, published_at, 'done'
  FROM interface_publications;
