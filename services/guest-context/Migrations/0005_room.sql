-- What each room is now.
CREATE TABLE room (
    hotel_id      text COLLATE "C" NOT NULL,
    connection_id text COLLATE "C" NOT NULL,
    external_id   text COLLATE "C" NOT NULL,
    vendor        text NOT NULL,
    ordered_at    timestamptz NOT NULL,
    observed_at   timestamptz NOT NULL,
    content_hash  text COLLATE "C" NOT NULL,
    payload       bytea NOT NULL,
    PRIMARY KEY (external_id, hotel_id, connection_id)
) WITH (fillfactor = 80);

ALTER TABLE room ALTER COLUMN payload SET STORAGE EXTERNAL;
