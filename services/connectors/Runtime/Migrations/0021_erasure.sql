-- What is left of deliveries and writes of a person who was erased: that there was one.
ALTER TABLE inbox ADD COLUMN erased_at timestamptz;
ALTER TABLE write_back ADD COLUMN erased_at timestamptz;

COMMENT ON COLUMN inbox.erased_at IS 'When the content was erased on request; it cannot be worked off again.';
COMMENT ON COLUMN write_back.erased_at IS 'When what was written was erased on request.';

-- When somebody was last erased at a connection: every replica drops the answers it holds in memory that are older.
CREATE TABLE erasure (
    connection_id text PRIMARY KEY,
    erased_at     timestamptz NOT NULL
);
