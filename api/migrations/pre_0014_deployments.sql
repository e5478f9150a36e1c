-- Publications whose commit is to become images and run. How far each came stands in its steps.
CREATE TABLE interface_deployments (
    publication_id UUID PRIMARY KEY REFERENCES interface_publication_requests,
    position BIGINT GENERATED ALWAYS AS IDENTITY,
    ended BOOLEAN NOT NULL DEFAULT false
);
CREATE INDEX interface_deployments_waiting ON interface_deployments (position) WHERE NOT ended;
