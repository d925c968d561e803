-- Reconciliations: runs that read everything and then look for what is known and was not seen.
ALTER TABLE sync_run DROP CONSTRAINT sync_run_mode_check;
ALTER TABLE sync_run ADD CONSTRAINT sync_run_mode_check
    CHECK (mode IN ('Full', 'ModifiedSince', 'Arrivals', 'Departures', 'InHouse', 'Reconcile'));

ALTER TABLE sync_run
    ADD COLUMN force          boolean,
    -- When the last page was confirmed; what follows looks for what is missing.
    ADD COLUMN listed_at      timestamptz,
    ADD COLUMN drift_missed   bigint NOT NULL DEFAULT 0,
    ADD COLUMN drift_added    bigint NOT NULL DEFAULT 0,
    ADD COLUMN drift_removed  bigint NOT NULL DEFAULT 0,
    ADD COLUMN drift_withheld bigint NOT NULL DEFAULT 0;

-- What a reconciliation has met, and what it asked for and did not get. Kept until the run has ended.
CREATE TABLE seen_record (
    run_id      uuid NOT NULL,
    external_id text COLLATE "C" NOT NULL,
    -- The moment of the read that confirmed that the vendor no longer has it; null for what was seen.
    gone_at     timestamptz,
    PRIMARY KEY (run_id, external_id)
);
