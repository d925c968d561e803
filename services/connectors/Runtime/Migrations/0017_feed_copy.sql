-- The registry's last answers: with them the connector starts and goes on while the registry is down. Credentials in them are cipher texts.

CREATE TABLE feed_copy (
    kind        text        PRIMARY KEY,
    revision    bigint      NOT NULL,
    document    text        NOT NULL,
    received_at timestamptz NOT NULL
);
