-- Vendor records that could not be mapped. The records stay with their connectors; nothing here is personal.

CREATE TABLE quarantine_notice (
    hotel_id       text COLLATE "C" NOT NULL,
    quarantine_id  uuid NOT NULL,
    connection_id  text COLLATE "C" NOT NULL,
    vendor         text NOT NULL,
    entity         text COLLATE "C" NOT NULL CHECK (entity IN ('booking', 'guest', 'room')),
    external_id    text,
    path           text NOT NULL,
    reason         text NOT NULL,
    sync_run_id    uuid,
    webhook_id     uuid,
    correlation_id text NOT NULL,
    quarantined_at timestamptz NOT NULL,
    recorded_at    timestamptz NOT NULL,
    PRIMARY KEY (hotel_id, quarantine_id)
);

CREATE INDEX quarantine_notice_quarantined_at ON quarantine_notice (hotel_id, quarantined_at DESC, quarantine_id DESC);
