-- :list_migrations
-- What was applied to this database.
SELECT name, checksum FROM interface_migrations
