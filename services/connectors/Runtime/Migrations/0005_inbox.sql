-- What vendors sent by themselves: kept before it is acknowledged, until it has been worked off and for a while after. Payloads are encrypted.
CREATE TABLE inbox (
    id             uuid PRIMARY KEY,
    hotel_id       text        NOT NULL,
    connection_id  text        NOT NULL,
    form           text        NOT NULL CHECK (form IN ('Vendor', 'Neutral')),
    state          text        NOT NULL DEFAULT 'Received' CHECK (state IN ('Received', 'Processed', 'Ignored', 'Quarantined', 'Failed')),
    -- Whether records must be fetched at the vendor; such deliveries wait a moment for others that name the same ones.
    named          boolean     NOT NULL,
    -- By which the same delivery is recognised when it comes again; null when it may.
    delivery_key   bytea,
    -- Until when the key counts, for keys made of the body; null for the vendor's own ids.
    key_until      timestamptz,
    payload        bytea       NOT NULL,
    headers        bytea,
    size           integer     NOT NULL,
    booking_ids    text[]      NOT NULL DEFAULT '{}',
    correlation_id text        NOT NULL,
    received_at    timestamptz NOT NULL,
    -- From when its age counts: received, or told to be worked off again.
    queued_at      timestamptz NOT NULL,
    due_at         timestamptz NOT NULL,
    attempts       integer     NOT NULL DEFAULT 0,
    replays        integer     NOT NULL DEFAULT 0,
    changed        integer     NOT NULL DEFAULT 0,
    reason         text,
    settled_at     timestamptz
);

CREATE UNIQUE INDEX inbox_delivery ON inbox (connection_id, delivery_key) WHERE delivery_key IS NOT NULL;
CREATE INDEX inbox_open ON inbox (connection_id, named, due_at, id) WHERE state = 'Received';
CREATE INDEX inbox_recent ON inbox (hotel_id, id DESC);
CREATE INDEX inbox_bookings ON inbox USING gin (booking_ids);
CREATE INDEX inbox_body_keys ON inbox (key_until) WHERE delivery_key IS NOT NULL AND key_until IS NOT NULL;
