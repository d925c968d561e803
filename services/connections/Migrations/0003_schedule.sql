-- When a feed of a connection is read. A feed without a row follows the connector's own rhythm.

CREATE TABLE schedule (
    connection_id   text        NOT NULL REFERENCES connection ON DELETE CASCADE,
    -- A feed the vendor's connector knows: modified, arrivals, departures, inHouse, rooms, guests and others.
    feed            text        NOT NULL CHECK (feed ~ '^[a-z][A-Za-z]{1,31}$'),
    is_enabled      boolean     NOT NULL DEFAULT true,
    -- On demand: read when somebody asks, never by the clock.
    is_on_demand    boolean     NOT NULL DEFAULT false,
    -- Five fields, in hotel time.
    cron            text        NOT NULL,
    look_ahead_days integer     CHECK (look_ahead_days BETWEEN 0 AND 365),
    version         bigint      NOT NULL DEFAULT 1,
    changed_at      timestamptz NOT NULL,
    PRIMARY KEY (connection_id, feed)
);
