-- :begin_file
-- A file starts to arrive, if its task is open and has room for one more.
INSERT INTO interface_files (file_uuid, execution_uuid, node_uuid)
SELECT %(file)s, %(execution)s, %(node)s
  FROM interface_tasks
 WHERE execution_uuid = %(execution)s AND node_uuid = %(node)s
   AND status = 'open' AND (expires_at IS NULL OR expires_at > now())
   AND %(limit)s > (
       SELECT count(*) FROM interface_files WHERE execution_uuid = %(execution)s AND node_uuid = %(node)s
   )

-- :add_chunk
-- The next piece of a file.
INSERT INTO interface_file_chunks (file_uuid, position, is_last, content)
VALUES (%(file)s, %(position)s, %(is_last)s, %(content)s)

-- :finish_file
-- All of it is here.
UPDATE interface_files SET about = %(about)s WHERE file_uuid = %(file)s

-- :forget_file
-- It broke off, or may not be kept.
DELETE FROM interface_files WHERE file_uuid = %(file)s

-- :files_of_node
-- What has arrived for a node, the latest first.
SELECT file_uuid, about
  FROM interface_files
 WHERE execution_uuid = %(execution)s AND node_uuid = %(node)s AND about IS NOT NULL
 ORDER BY created_at DESC, file_uuid

-- :read_chunk
-- One piece of a file.
SELECT content, is_last FROM interface_file_chunks WHERE file_uuid = %(file)s AND position = %(position)s

-- :hold_files
-- Nobody deletes them until the answer that refers to them is stored.
SELECT 1 FROM interface_files WHERE file_uuid = ANY(%(files)s) FOR UPDATE

-- :keep_files
-- A submitted answer refers to them.
UPDATE interface_files SET kept = true WHERE file_uuid = ANY(%(files)s)

-- :purge_files
-- What no answer can refer to any more: broken off a day ago, or left over by a task that is closed.
DELETE FROM interface_files f
 USING interface_tasks t
 WHERE t.execution_uuid = f.execution_uuid AND t.node_uuid = f.node_uuid AND NOT f.kept
   AND (
       (f.about IS NULL AND f.created_at < now() - interval '1 day')
       OR t.status <> 'open'
       OR t.expires_at < now() - interval '1 day'
   )
