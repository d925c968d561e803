-- The hotels as the registry last told them: with them the service starts and goes on while the registry is down.

CREATE TABLE feed_copy (
    kind        text        PRIMARY KEY,
    revision    bigint      NOT NULL,
    document    text        NOT NULL,
    received_at timestamptz NOT NULL
);
