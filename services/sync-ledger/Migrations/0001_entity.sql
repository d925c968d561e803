-- The current version of every entity, and what became of the versions that arrived.

-- Keys are compared as bytes: faster than by language, and the same on every server.
CREATE TABLE entity (
    entity        text COLLATE "C" NOT NULL CHECK (entity IN ('booking', 'guest', 'room')),
    hotel_id      text COLLATE "C" NOT NULL,
    connection_id text COLLATE "C" NOT NULL,
    external_id   text COLLATE "C" NOT NULL,
    modified_at   timestamptz,
    observed_at   timestamptz NOT NULL,
    ordered_at    timestamptz NOT NULL,
    content_hash  bytea NOT NULL,
    outcome       text NOT NULL CHECK (outcome IN ('applied', 'unchanged')),
    recorded_at   timestamptz NOT NULL,
    sync_run_id   uuid,
    webhook_id    uuid,
    status        text,
    arrival       date,
    departure     date,
    payload       bytea NOT NULL,
    PRIMARY KEY (entity, hotel_id, connection_id, external_id)
);

-- Cipher text does not shrink.
ALTER TABLE entity ALTER payload SET STORAGE EXTERNAL;

COMMENT ON TABLE entity IS 'One row per booking, guest and room of a connection: its latest version.';
COMMENT ON COLUMN entity.ordered_at IS 'modified_at, or observed_at where the vendor keeps no time: versions are ordered by it, then by observed_at.';
COMMENT ON COLUMN entity.recorded_at IS 'When the ledger took this version.';
COMMENT ON COLUMN entity.status IS 'Of bookings, canonical; so arrival and departure, hotel-local dates.';
COMMENT ON COLUMN entity.payload IS 'Canonical JSON, encrypted, bound to hotel, connection, kind and external id.';

CREATE TABLE entity_counter (
    entity         text COLLATE "C" NOT NULL CHECK (entity IN ('booking', 'guest', 'room')),
    hotel_id       text COLLATE "C" NOT NULL,
    connection_id  text COLLATE "C" NOT NULL,
    vendor         text NOT NULL,
    current        bigint NOT NULL,
    applied        bigint NOT NULL,
    unchanged      bigint NOT NULL,
    stale          bigint NOT NULL,
    last_change_at timestamptz,
    PRIMARY KEY (hotel_id, connection_id, entity)
) WITH (fillfactor = 50);

COMMENT ON TABLE entity_counter IS 'Counted in the transaction that writes the versions, so that it always agrees with them.';
