-- :lock_interface
-- One publication of an interface at a time: the others wait here.
SELECT status FROM interface_registry WHERE interface_uuid = %(interface)s FOR UPDATE

-- :record_publication
-- This release goes live, by whom, instead of what.
INSERT INTO interface_publications
       (publication_id, interface_uuid, interface_package, version, git_commit, digest, previous_digest,
        published_by)
VALUES (%(publication)s, %(interface)s, %(package)s, %(version)s, %(commit)s, %(digest)s, %(previous)s,
        %(published_by)s)

-- :flip_live
-- From here on new tasks get this publication's release.
INSERT INTO interface_live (interface_uuid, publication_id)
VALUES (%(interface)s, %(publication)s)
    ON CONFLICT (interface_uuid) DO UPDATE SET publication_id = excluded.publication_id

-- :mark_published
-- What the client's app reads in the registry about the live release.
UPDATE interface_registry
   SET status = 'published', interface_version = %(version)s, git_commit_hash = %(commit)s,
       schema = %(schema)s, updated_at = now()
 WHERE interface_uuid = %(interface)s

-- :list_publications
-- An interface's history, the latest first.
SELECT p.publication_id, p.interface_uuid, p.interface_package, p.version, p.git_commit, p.digest,
       p.previous_digest, p.published_by, p.published_at, l.publication_id IS NOT NULL AS live
  FROM interface_publications p
  LEFT JOIN interface_live l USING (publication_id)
 WHERE p.interface_uuid = %(interface)s
 ORDER BY p.published_at DESC, p.publication_id

-- :find_publication
-- One publication; no row when there is none.
SELECT p.publication_id, p.interface_uuid, p.interface_package, p.version, p.git_commit, p.digest,
       p.previous_digest, p.published_by, p.published_at, l.publication_id IS NOT NULL AS live
  FROM interface_publications p
  LEFT JOIN interface_live l USING (publication_id)
 WHERE p.publication_id = %(publication)s
