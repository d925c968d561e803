-- Every version that is not current: superseded ones move here, late ones go here at once.

-- Partitioned by the month a version stopped being current: only the newest partition is written to, and the oldest can be dropped as a whole.
-- The primary key holds each version once per partition. That it is there once in all follows from the lock a batch takes on its set: a version that
-- is not later than the current one is looked up here first, and a later one cannot have been here.
CREATE TABLE entity_history (
    set_id        integer NOT NULL,
    hotel_id      text COLLATE "C" NOT NULL,
    external_id   text COLLATE "C" NOT NULL,
    modified_at   timestamptz,
    observed_at   timestamptz NOT NULL,
    ordered_at    timestamptz NOT NULL,
    recorded_at   timestamptz NOT NULL,
    superseded_at timestamptz NOT NULL,
    sync_run_id   uuid,
    webhook_id    uuid,
    outcome       text NOT NULL CHECK (outcome IN ('applied', 'unchanged', 'stale')),
    content_hash  bytea NOT NULL,
    payload       bytea,
    PRIMARY KEY (set_id, external_id, ordered_at, observed_at, content_hash, superseded_at)
) PARTITION BY RANGE (superseded_at);

ALTER TABLE entity_history ALTER payload SET STORAGE EXTERNAL;

COMMENT ON COLUMN entity_history.superseded_at IS 'When it stopped being current; when it arrived, for a version that never was.';
COMMENT ON COLUMN entity_history.payload IS 'NULL where another version of the same entity with the same content holds it.';

-- Nothing is refused for want of a partition.
CREATE TABLE entity_history_default PARTITION OF entity_history DEFAULT;

-- Makes the partition of one month; false when it is there. Rows the default partition has taken meanwhile move into it.
CREATE FUNCTION make_history_partition(month date) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
    first timestamptz := date_trunc('month', month)::timestamp AT TIME ZONE 'UTC';
    next  timestamptz := (date_trunc('month', month) + interval '1 month')::timestamp AT TIME ZONE 'UTC';
    name  text := 'entity_history_' || to_char(month, 'YYYY_MM');
BEGIN
    PERFORM pg_advisory_xact_lock(hashtextextended('ledger.make_history_partition', 0));
    IF to_regclass(name) IS NOT NULL THEN
        RETURN false;
    END IF;

    EXECUTE format('CREATE TABLE %I (LIKE entity_history INCLUDING ALL)', name);
    LOCK TABLE entity_history_default IN ACCESS EXCLUSIVE MODE;
    EXECUTE format(
        'WITH moved AS (DELETE FROM entity_history_default WHERE superseded_at >= $1 AND superseded_at < $2 RETURNING *) INSERT INTO %I SELECT * FROM moved',
        name) USING first, next;
    EXECUTE format('ALTER TABLE entity_history ATTACH PARTITION %I FOR VALUES FROM (%L) TO (%L)', name, first, next);
    RETURN true;
END $$;

-- Every version of every entity, the current one included. Asked with the rights of whoever asks.
CREATE VIEW entity_version WITH (security_invoker = true) AS
SELECT set_id, hotel_id, external_id, modified_at, observed_at, ordered_at, recorded_at, NULL::timestamptz AS superseded_at,
       sync_run_id, webhook_id, outcome, content_hash, payload
FROM entity
UNION ALL
SELECT set_id, hotel_id, external_id, modified_at, observed_at, ordered_at, recorded_at, superseded_at,
       sync_run_id, webhook_id, outcome, content_hash, payload
FROM entity_history;
