-- :list_interfaces
-- All interfaces with what is live, by name.
SELECT r.interface_uuid, r.interface_name, r.interface_package, r.interface_version, r.status,
       r.git_branch, r.git_commit_hash, coalesce(r.config, '{}') AS config,
       coalesce(r.schema, '{}') AS schema, coalesce(r.branding, '{}') AS branding,
       r.created_at, r.updated_at,
       r.xmin::text AS revision, (SELECT to_json(s) FROM interface_sync s) AS sync,
       p.publication_id, p.digest, p.git_commit, p.version, p.published_at, p.published_by
  FROM interface_registry r
  LEFT JOIN interface_live l USING (interface_uuid)
  LEFT JOIN interface_publications p USING (publication_id)
 ORDER BY r.interface_name, r.interface_uuid

-- :find_interface
-- One interface with what is live; no row when there is none.
SELECT r.interface_uuid, r.interface_name, r.interface_package, r.interface_version, r.status,
       r.git_branch, r.git_commit_hash, coalesce(r.config, '{}') AS config,
       coalesce(r.schema, '{}') AS schema, coalesce(r.branding, '{}') AS branding,
       r.created_at, r.updated_at,
       r.xmin::text AS revision, (SELECT to_json(s) FROM interface_sync s) AS sync,
       p.publication_id, p.digest, p.git_commit, p.version, p.published_at, p.published_by
  FROM interface_registry r
  LEFT JOIN interface_live l USING (interface_uuid)
  LEFT JOIN interface_publications p USING (publication_id)
 WHERE r.interface_uuid = %(interface)s

-- :create_interface
-- A new interface, not published yet.
INSERT INTO interface_registry
       (interface_uuid, interface_name, interface_package, config, schema, branding)
VALUES (%(interface)s, %(name)s, %(package)s, %(config)s, %(schema)s, %(branding)s)
RETURNING xmin::text

-- :change_interface
-- What is not null replaces what is there, if nobody changed the row since the given revision ('*': any).
UPDATE interface_registry
   SET interface_name = coalesce(%(name)s, interface_name), config = coalesce(%(config)s, config),
       branding = coalesce(%(branding)s, branding), updated_at = now()
 WHERE interface_uuid = %(interface)s AND %(revision)s IN ('*', xmin::text)

-- :archive_interface
-- No new tasks from now on; archiving twice changes nothing.
UPDATE interface_registry
   SET status = 'archived', updated_at = now()
 WHERE interface_uuid = %(interface)s AND status <> 'archived'

-- :tell_change
-- Tell everyone who listens that this interface changed.
SELECT pg_notify('interfaces_changed', %(interface)s::text)
