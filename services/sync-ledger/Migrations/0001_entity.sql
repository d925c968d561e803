-- The current version of every entity, and what became of the versions that arrived.

-- Keys are compared as bytes: faster than by language, and the same on every server.
CREATE TABLE entity_set (
    set_id         integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    hotel_id       text COLLATE "C" NOT NULL,
    connection_id  text COLLATE "C" NOT NULL,
    entity         text COLLATE "C" NOT NULL CHECK (entity IN ('booking', 'guest', 'room')),
    vendor         text NOT NULL,
    current        bigint NOT NULL DEFAULT 0,
    applied        bigint NOT NULL DEFAULT 0,
    unchanged      bigint NOT NULL DEFAULT 0,
    stale          bigint NOT NULL DEFAULT 0,
    last_change_at timestamptz,
    UNIQUE (hotel_id, connection_id, entity)
) WITH (fillfactor = 50);

COMMENT ON TABLE entity_set IS 'All entities of one kind of one connection. Counted in the transaction that writes them, which also locks the row: batches of one set follow each other.';

-- Small rows with room on their page: a change rewrites one in place and touches no index. What was sent lies in the history, once.
-- A number in place of three texts makes keys short: comparing them was a quarter of the database's work.
-- No foreign key: it would be checked for every row, and a set is never deleted alone.
CREATE TABLE entity (
    set_id       integer NOT NULL,
    hotel_id     text COLLATE "C" NOT NULL,
    external_id  text COLLATE "C" NOT NULL,
    modified_at  timestamptz,
    observed_at  timestamptz NOT NULL,
    ordered_at   timestamptz NOT NULL,
    recorded_at  timestamptz NOT NULL,
    payload_at   timestamptz NOT NULL,
    arrival      date,
    departure    date,
    status       text,
    content_hash bytea NOT NULL,
    PRIMARY KEY (set_id, external_id)
) WITH (fillfactor = 70);

COMMENT ON TABLE entity IS 'One row per booking, guest and room of a connection: its latest version.';
COMMENT ON COLUMN entity.ordered_at IS 'modified_at, or observed_at where the vendor keeps no time: versions are ordered by it, then by observed_at.';
COMMENT ON COLUMN entity.recorded_at IS 'When the ledger took this version.';
COMMENT ON COLUMN entity.payload_at IS 'recorded_at of the version in entity_history that holds this content.';
COMMENT ON COLUMN entity.status IS 'Of bookings, canonical; so arrival and departure, hotel-local dates.';
