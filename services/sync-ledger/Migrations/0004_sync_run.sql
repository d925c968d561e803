-- Sync runs as their connectors report them, in whatever order the reports arrive.

CREATE TABLE sync_run (
    hotel_id      text COLLATE "C" NOT NULL,
    run_id        uuid NOT NULL,
    connection_id text COLLATE "C" NOT NULL,
    vendor        text NOT NULL,
    entity        text COLLATE "C" CHECK (entity IN ('booking', 'guest', 'room')),
    mode          text,
    since         timestamptz,
    from_date     date,
    until_date    date,
    record_limit  integer,
    state         text NOT NULL CHECK (state IN ('Running', 'Completed', 'Failed')),
    processed     bigint NOT NULL,
    changed       bigint NOT NULL,
    unchanged     bigint NOT NULL,
    related       bigint NOT NULL,
    failed        bigint NOT NULL,
    vendor_calls  bigint NOT NULL,
    pages         bigint NOT NULL,
    total         bigint,
    started_at    timestamptz,
    reported_at   timestamptz NOT NULL,
    ended_at      timestamptz,
    error_kind    text,
    reason        text,
    PRIMARY KEY (hotel_id, run_id),
    CHECK ((state = 'Running') = (ended_at IS NULL)),
    CHECK ((entity IS NULL) = (started_at IS NULL))
);

-- Lists show the newest first.
CREATE INDEX sync_run_started_at ON sync_run (hotel_id, started_at DESC, run_id DESC) WHERE started_at IS NOT NULL;

COMMENT ON COLUMN sync_run.entity IS 'NULL until a report that tells what the run is for; such a run is not shown yet.';
COMMENT ON COLUMN sync_run.reported_at IS 'When the connector made its latest report.';
