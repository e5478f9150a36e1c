-- :want_deployment
-- What went live is to become images as well. Repeating it changes nothing.
INSERT INTO interface_deployments (publication_id) VALUES (%(publication)s) ON CONFLICT DO NOTHING

-- :next_deployment
-- The oldest that has not ended; whether a later one, which holds its commit too, waits behind it.
SELECT publication_id, p.git_commit,
       EXISTS (SELECT FROM interface_deployments o WHERE o.position > d.position AND NOT o.ended) AS overtaken
  FROM interface_deployments d
  JOIN interface_publications p USING (publication_id)
 WHERE NOT ended
 ORDER BY position
 LIMIT 1

-- :deployment_states
-- What was recorded of a deployment, in order.
SELECT facts -> 'deployment'
  FROM interface_publication_steps
 WHERE publication_id = %(publication)s AND facts ? 'deployment'
 ORDER BY position

-- :end_deployment
-- It is done, or failed.
UPDATE interface_deployments SET ended = true WHERE publication_id = %(publication)s
