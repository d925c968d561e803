-- Who asks the vendor for a connection's token just now: the others wait for it instead of asking too.
CREATE TABLE token_claim (
    connection_id text PRIMARY KEY,
    owner         uuid        NOT NULL,
    claimed_until timestamptz NOT NULL
);
