-- Who has just started is left out of the share-out for a while: it would be slow with what it is given.
ALTER TABLE replica ADD COLUMN started_at timestamptz NOT NULL DEFAULT clock_timestamp();
