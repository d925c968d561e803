-- Snapshots that could not be kept, so that one of them never stops the others and none is lost.

CREATE TABLE refused_snapshot (
    entity        text COLLATE "C" NOT NULL CHECK (entity IN ('booking', 'guest', 'room')),
    hotel_id      text COLLATE "C" NOT NULL,
    connection_id text COLLATE "C" NOT NULL,
    digest        bytea NOT NULL,
    vendor        text NOT NULL,
    external_id   text,
    reason        text NOT NULL,
    message_id    uuid,
    times         integer NOT NULL,
    refused_at    timestamptz NOT NULL,
    payload       bytea NOT NULL,
    PRIMARY KEY (hotel_id, connection_id, entity, digest)
);

ALTER TABLE refused_snapshot ALTER payload SET STORAGE EXTERNAL;

COMMENT ON COLUMN refused_snapshot.digest IS 'Fingerprint of the item as it arrived: a repeated delivery finds its row.';
COMMENT ON COLUMN refused_snapshot.payload IS 'The item of the event, version and value, as it arrived, encrypted.';
