-- A record that is no longer at its vendor: a version without content, kept in history; the current row says so.
ALTER TABLE entity ADD COLUMN removed_at timestamptz;

COMMENT ON COLUMN entity.removed_at IS 'When the record was found missing at the vendor; NULL while it is there.';

-- The hash of a removal is 16 zero bytes, whatever was removed.
ALTER TABLE entity_history DROP CONSTRAINT entity_history_check;
ALTER TABLE entity_history ADD CONSTRAINT entity_history_payload
    CHECK ((outcome = 'unchanged' OR content_hash = '\x00000000000000000000000000000000') = (payload IS NULL));

-- What reconciliations found.
ALTER TABLE sync_run
    ADD COLUMN force boolean,
    ADD COLUMN drift_missed bigint,
    ADD COLUMN drift_added bigint,
    ADD COLUMN drift_removed bigint,
    ADD COLUMN drift_withheld bigint;
