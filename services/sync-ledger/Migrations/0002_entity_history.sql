-- Every version that ever arrived, the current one included, each once.

-- Partitioned by the month of recording: only the newest partition is written to, and the oldest can be removed as a whole.
-- The primary key holds each version once per partition. That it is there once in all follows from the lock a batch takes on its set: a version that
-- is not later than the current one is looked up here first, and a later one cannot have been here.
CREATE TABLE entity_history (
    set_id       integer NOT NULL,
    hotel_id     text COLLATE "C" NOT NULL,
    external_id  text COLLATE "C" NOT NULL,
    modified_at  timestamptz,
    observed_at  timestamptz NOT NULL,
    ordered_at   timestamptz NOT NULL,
    recorded_at  timestamptz NOT NULL,
    sync_run_id  uuid,
    webhook_id   uuid,
    outcome      text NOT NULL CHECK (outcome IN ('applied', 'unchanged', 'stale')),
    content_hash bytea NOT NULL,
    payload      bytea,
    PRIMARY KEY (set_id, external_id, ordered_at, observed_at, content_hash, recorded_at),
    CHECK ((outcome = 'unchanged') = (payload IS NULL))
) PARTITION BY RANGE (recorded_at);

-- Cipher text does not shrink.
ALTER TABLE entity_history ALTER payload SET STORAGE EXTERNAL;

COMMENT ON COLUMN entity_history.ordered_at IS 'modified_at, or observed_at where the vendor keeps no time: versions are ordered by it, then by observed_at.';
COMMENT ON COLUMN entity_history.outcome IS 'applied: became current. stale: a later one was there. unchanged: had the content of the current one.';
COMMENT ON COLUMN entity_history.payload IS 'Canonical JSON, encrypted, bound to kind, hotel, connection and external id. That of an unchanged version is in another one with its hash.';

-- Nothing is refused for want of a partition.
CREATE TABLE entity_history_default PARTITION OF entity_history DEFAULT;

-- Makes the partition of one month; false when it is there. Rows the default partition has taken meanwhile move into it.
CREATE FUNCTION make_history_partition(month date) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
    first timestamptz := date_trunc('month', month)::timestamp AT TIME ZONE 'UTC';
    next  timestamptz := (date_trunc('month', month) + interval '1 month')::timestamp AT TIME ZONE 'UTC';
    name  text := 'entity_history_' || to_char(month, 'YYYY_MM');
BEGIN
    PERFORM pg_advisory_xact_lock(hashtextextended('ledger.history_partition', 0));
    IF to_regclass(name) IS NOT NULL THEN
        RETURN false;
    END IF;

    EXECUTE format('CREATE TABLE %I (LIKE entity_history INCLUDING ALL)', name);
    LOCK TABLE entity_history_default IN ACCESS EXCLUSIVE MODE;
    EXECUTE format(
        'WITH moved AS (DELETE FROM entity_history_default WHERE recorded_at >= $1 AND recorded_at < $2 RETURNING *) INSERT INTO %I SELECT * FROM moved',
        name) USING first, next;
    EXECUTE format('ALTER TABLE entity_history ATTACH PARTITION %I FOR VALUES FROM (%L) TO (%L)', name, first, next);
    RETURN true;
END $$;

-- For administrators: removes the history of one month and tells how many versions went. What is still current, and contents that later versions
-- refer to, stay: they move to the default partition.
CREATE FUNCTION drop_history_partition(month date) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
    name  text := 'entity_history_' || to_char(month, 'YYYY_MM');
    total bigint;
    kept  bigint;
BEGIN
    PERFORM pg_advisory_xact_lock(hashtextextended('ledger.history_partition', 0));
    EXECUTE format('ALTER TABLE entity_history DETACH PARTITION %I', name);
    EXECUTE format('SELECT count(*) FROM %I', name) INTO total;
    EXECUTE format($sql$
        INSERT INTO entity_history
        SELECT old.* FROM %I AS old
        WHERE old.payload IS NOT NULL AND (
            EXISTS (SELECT FROM entity AS e
                WHERE e.set_id = old.set_id AND e.external_id = old.external_id AND e.content_hash = old.content_hash AND e.payload_at = old.recorded_at)
            OR EXISTS (SELECT FROM entity_history AS h
                WHERE h.set_id = old.set_id AND h.external_id = old.external_id AND h.content_hash = old.content_hash AND h.payload IS NULL))
        $sql$, name);
    GET DIAGNOSTICS kept = ROW_COUNT;
    EXECUTE format('DROP TABLE %I', name);
    RETURN total - kept;
END $$;
