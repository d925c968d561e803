-- Comparisons of what the vendor has with what the ledger holds: asked for, going on and done. Differences are ids and versions, nothing personal.
CREATE TABLE verification (
    id            uuid        NOT NULL,
    entity        text        COLLATE "C" NOT NULL,
    connection_id text        NOT NULL,
    hotel_id      text        NOT NULL,
    state         text        NOT NULL DEFAULT 'Queued' CHECK (state IN ('Queued', 'Running', 'Completed', 'Failed')),
    requested_at  timestamptz NOT NULL DEFAULT clock_timestamp(),
    started_at    timestamptz,
    checked_at    timestamptz,
    -- Until when nobody else may work on it; a process that dies lets it run out, and the comparison begins again.
    claimed_until timestamptz NOT NULL DEFAULT '-infinity',
    attempts      integer     NOT NULL DEFAULT 0,
    total         bigint      NOT NULL DEFAULT 0,
    equal         bigint      NOT NULL DEFAULT 0,
    differing     bigint      NOT NULL DEFAULT 0,
    vendor_calls  bigint      NOT NULL DEFAULT 0,
    differences   jsonb       NOT NULL DEFAULT '[]',
    reason        text,
    PRIMARY KEY (id, entity)
);

CREATE INDEX verification_open ON verification (requested_at) WHERE state IN ('Queued', 'Running');
CREATE INDEX verification_latest ON verification (connection_id, entity, requested_at DESC);
