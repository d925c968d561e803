-- What is to be written to the vendor: accepted when the row is committed, executed in order per lane (a booking, a guest or a room).
CREATE TABLE write_back (
    id               uuid PRIMARY KEY,
    sequence         bigint      GENERATED ALWAYS AS IDENTITY,
    hotel_id         text        NOT NULL,
    connection_id    text        NOT NULL,
    idempotency_key  text        COLLATE "C" NOT NULL,
    request_digest   bytea       NOT NULL,
    kind             text        NOT NULL CHECK (kind IN ('Note', 'Preferences', 'Charge', 'CheckoutTime', 'Housekeeping')),
    lane             text        COLLATE "C" NOT NULL,
    booking_id       text,
    guest_id         text,
    room_id          text,
    payload          bytea       NOT NULL,
    state            text        NOT NULL DEFAULT 'Queued' CHECK (state IN ('Queued', 'Running', 'Succeeded', 'Failed', 'Uncertain')),
    accepted_at      timestamptz NOT NULL DEFAULT clock_timestamp(),
    -- From when its age counts: when it was accepted, or sent on its way again by a human.
    given_time_at    timestamptz NOT NULL DEFAULT clock_timestamp(),
    not_before       timestamptz NOT NULL DEFAULT '-infinity',
    settled_at       timestamptz,
    -- Calls that were begun; tries in a row that failed, for the back-off.
    attempts         integer     NOT NULL DEFAULT 0,
    failures         integer     NOT NULL DEFAULT 0,
    -- A call was begun whose outcome nobody knows: the vendor is asked before it is repeated.
    doubtful         boolean     NOT NULL DEFAULT false,
    -- The fencing number of whoever executes it, and until when nobody else may.
    claim            bigint      NOT NULL DEFAULT 0,
    claimed_until    timestamptz,
    vendor_reference text,
    reason           bytea,
    requested_by     text        NOT NULL,
    settled_by       text,
    correlation_id   text        NOT NULL,
    trace_parent     text,
    -- An event about its state has not been confirmed yet. Grows with every change that has to be told.
    unannounced      boolean     NOT NULL DEFAULT false,
    revision         bigint      NOT NULL DEFAULT 0,
    CONSTRAINT write_back_key UNIQUE (connection_id, idempotency_key)
);

CREATE INDEX write_back_open ON write_back (connection_id, lane, sequence) WHERE state IN ('Queued', 'Running');
CREATE INDEX write_back_unannounced ON write_back (sequence) WHERE unannounced;
CREATE INDEX write_back_recent ON write_back (hotel_id, sequence DESC);
CREATE INDEX write_back_of_booking ON write_back (hotel_id, booking_id, sequence DESC) WHERE booking_id IS NOT NULL;
CREATE INDEX write_back_settled ON write_back (settled_at) WHERE settled_at IS NOT NULL;
