-- :record_act
-- One act, in the transaction that does it.
INSERT INTO interface_audit
       (what, who, client, request_id, trace_id, interface_uuid, execution_uuid, node_uuid, facts)
VALUES (%(what)s, %(who)s, %(client)s, %(request_id)s, %(trace_id)s, %(interface)s, %(execution)s, %(node)s,
        %(facts)s)

-- :last_link
-- Where the chain ends.
SELECT seq, hash FROM interface_audit_chain ORDER BY seq DESC LIMIT 1

-- :unsealed_acts
-- Committed acts that are not in the chain. What was begun long before the last link can only be found by a
-- look at everything, which `depth` says.
SELECT a.position, a.at, a.what, a.who, a.client, a.request_id, a.trace_id, a.interface_uuid,
       a.execution_uuid, a.node_uuid, a.facts
  FROM interface_audit a
 WHERE a.position > coalesce((SELECT max(position) FROM interface_audit_chain), 0) - %(depth)s
   AND NOT EXISTS (SELECT FROM interface_audit_chain c WHERE c.position = a.position)
 ORDER BY a.position
 LIMIT %(most)s

-- :add_link
-- One more act is sealed.
INSERT INTO interface_audit_chain (seq, position, hash) VALUES (%(seq)s, %(position)s, %(hash)s)

-- :read_chain
-- Everything in the order of the chain, with what it is said to be.
SELECT c.seq, c.hash, a.position, a.at, a.what, a.who, a.client, a.request_id, a.trace_id,
       a.interface_uuid, a.execution_uuid, a.node_uuid, a.facts
  FROM interface_audit_chain c
  LEFT JOIN interface_audit a USING (position)
 ORDER BY c.seq

-- :list_acts
-- A page of it.
SELECT c.seq, c.hash, a.at, a.what, a.who, a.client, a.request_id, a.trace_id,
       a.interface_uuid, a.execution_uuid, a.node_uuid, a.facts
  FROM interface_audit_chain c
  JOIN interface_audit a USING (position)
 WHERE c.seq > %(after)s
 ORDER BY c.seq
 LIMIT %(most)s

-- :forgotten_acts
-- Acts that should have been sealed a minute ago.
SELECT count(*)
  FROM interface_audit a
 WHERE a.at < now() - interval '1 minute'
   AND NOT EXISTS (SELECT FROM interface_audit_chain c WHERE c.position = a.position)
