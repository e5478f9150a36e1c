-- Counts the savings of a draft, so that one tab does not silently overwrite what another has saved.
ALTER TABLE interface_drafts ADD COLUMN version INTEGER NOT NULL DEFAULT 1;
