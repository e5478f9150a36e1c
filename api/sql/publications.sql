-- :request_publication
-- A publication is wanted. No row comes back when one is running already, or this key was used before.
INSERT INTO interface_publication_requests
       (publication_id, interface_uuid, kind, strategy, force, reason, idempotency_key, requested_by, state,
        seen_commit)
VALUES (%(publication)s, %(interface)s, %(kind)s, %(strategy)s, %(force)s, %(reason)s, %(key)s,
        %(requested_by)s, %(state)s, %(seen)s)
    ON CONFLICT DO NOTHING
RETURNING publication_id

-- :find_requested
-- The publication that this key was used for, or else the one that is running.
SELECT publication_id
  FROM interface_publication_requests
 WHERE interface_uuid = %(interface)s
   AND ((kind = %(kind)s AND idempotency_key = %(key)s) OR (kind = 'publish' AND state = 'running'))
 ORDER BY idempotency_key IS NOT DISTINCT FROM %(key)s DESC
 LIMIT 1

-- :running_publications
-- What was asked for and has not ended, the oldest first.
SELECT publication_id, interface_uuid, strategy, force, reason, requested_by, requested_at, seen_commit,
       requested_at < now() - %(resumable)s::interval AS forgotten,
       EXISTS (SELECT FROM interface_publications p WHERE p.publication_id = r.publication_id) AS flipped
  FROM interface_publication_requests r
 WHERE state = 'running'
 ORDER BY requested_at, publication_id

-- :record_step
-- One more line in a publication's story.
INSERT INTO interface_publication_steps (publication_id, step, status, detail, facts)
VALUES (%(publication)s, %(step)s, %(status)s, %(detail)s, %(facts)s)

-- :end_publication
-- From here on nothing more happens to it.
UPDATE interface_publication_requests
   SET state = %(state)s
 WHERE publication_id = %(publication)s AND state = 'running'

-- :supersede_running
-- A rollback goes first: a publication of the same interface that is still on its way does not arrive.
UPDATE interface_publication_requests
   SET state = 'failed'
 WHERE interface_uuid = %(interface)s AND state = 'running'
RETURNING publication_id

-- :lock_interface
-- One flip of an interface at a time: the others wait here.
SELECT status FROM interface_registry WHERE interface_uuid = %(interface)s FOR UPDATE

-- :lock_publication
-- Whether it is still wanted; until the transaction ends nobody else decides about it.
SELECT state FROM interface_publication_requests WHERE publication_id = %(publication)s FOR UPDATE

-- :asked_publication
-- How a publication was asked for.
SELECT kind, force, reason FROM interface_publication_requests WHERE publication_id = %(publication)s

-- :record_publication
-- This release goes live, by whom, instead of what. Repeating it changes nothing.
INSERT INTO interface_publications
       (publication_id, interface_uuid, interface_package, version, git_commit, digest, previous_digest,
        published_by)
VALUES (%(publication)s, %(interface)s, %(package)s, %(version)s, %(commit)s, %(digest)s, %(previous)s,
        %(published_by)s)
    ON CONFLICT (publication_id) DO NOTHING

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

-- :pin_waiting
-- Tasks that nobody opened yet keep the release that their context was checked against.
UPDATE interface_tasks
   SET pinned_digest = %(previous)s, pinned_commit = %(previous_commit)s
 WHERE interface_uuid = %(interface)s AND status = 'open' AND pinned_digest IS NULL

-- :open_tasks
-- Tasks that still wait for an answer, with what they show and what was saved, as long as they are few.
SELECT t.execution_uuid, t.node_uuid, t.context, d.draft
  FROM interface_tasks t
  LEFT JOIN interface_drafts d USING (execution_uuid, node_uuid)
 WHERE t.interface_uuid = %(interface)s AND t.status = 'open'
   AND (t.expires_at IS NULL OR t.expires_at > now())
   AND t.pinned_digest IS DISTINCT FROM %(digest)s
 ORDER BY t.created_at DESC
 LIMIT %(most)s

-- :find_release
-- The latest publication of an interface that had this id or this digest, as it was.
SELECT digest, git_commit, version
  FROM interface_publications
 WHERE interface_uuid = %(interface)s
   AND (publication_id = %(publication)s OR digest = %(digest)s)
 ORDER BY published_at DESC
 LIMIT 1

-- :wanted_releases
-- Commits of releases that somebody may see or go back to: live, pinned by tasks, or live not long ago.
SELECT p.git_commit FROM interface_live JOIN interface_publications p USING (publication_id)
 UNION
SELECT pinned_commit FROM interface_tasks WHERE pinned_commit IS NOT NULL
 UNION
SELECT git_commit FROM interface_publications WHERE published_at > now() - %(age)s::interval

-- :list_publications
-- An interface's history, the latest first.
SELECT q.publication_id, q.interface_uuid, q.kind, q.strategy, q.force, q.reason, q.requested_by,
       q.requested_at, q.state, p.version, p.git_commit, p.digest, p.previous_digest, p.published_at,
       r.interface_package, l.publication_id IS NOT NULL AS live
  FROM interface_publication_requests q
  JOIN interface_registry r USING (interface_uuid)
  LEFT JOIN interface_publications p USING (publication_id)
  LEFT JOIN interface_live l USING (publication_id)
 WHERE q.interface_uuid = %(interface)s
 ORDER BY q.requested_at DESC, q.publication_id

-- :find_publication
-- One publication; no row when there is none.
SELECT q.publication_id, q.interface_uuid, q.kind, q.strategy, q.force, q.reason, q.requested_by,
       q.requested_at, q.state, p.version, p.git_commit, p.digest, p.previous_digest, p.published_at,
       r.interface_package, l.publication_id IS NOT NULL AS live
  FROM interface_publication_requests q
  JOIN interface_registry r USING (interface_uuid)
  LEFT JOIN interface_publications p USING (publication_id)
  LEFT JOIN interface_live l USING (publication_id)
 WHERE q.publication_id = %(publication)s

-- :list_steps
-- A publication's story so far.
SELECT step, status, detail, facts, at
  FROM interface_publication_steps
 WHERE publication_id = %(publication)s
 ORDER BY position
