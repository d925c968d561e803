-- Organisations and their hotels: what everybody else knows by id.

CREATE TABLE organization (
    organization_id text        PRIMARY KEY CHECK (organization_id ~ '^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$'),
    name            text        NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
    version         bigint      NOT NULL DEFAULT 1,
    created_at      timestamptz NOT NULL,
    changed_at      timestamptz NOT NULL
);

CREATE TABLE hotel (
    hotel_id        text        PRIMARY KEY CHECK (hotel_id ~ '^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$'),
    organization_id text        NOT NULL REFERENCES organization,
    slug            text        NOT NULL CONSTRAINT hotel_slug_once UNIQUE CHECK (slug ~ '^[a-z0-9]([a-z0-9-]{0,62}[a-z0-9])?$'),
    name            text        NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
    time_zone       text        NOT NULL,
    currency        char(3)     NOT NULL CHECK (currency ~ '^[A-Z]{3}$'),
    version         bigint      NOT NULL DEFAULT 1,
    created_at      timestamptz NOT NULL,
    changed_at      timestamptz NOT NULL,
    -- What belongs to a hotel belongs to its organisation: others refer to both at once.
    UNIQUE (hotel_id, organization_id)
);

CREATE INDEX hotel_by_organization ON hotel (organization_id, hotel_id);
