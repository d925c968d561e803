-- Machines: keys with what they may do, where, and until when.

CREATE TABLE api_key (
    key_id          text        PRIMARY KEY,
    organization_id text        NOT NULL REFERENCES organization,
    name            text        NOT NULL CHECK (length(name) BETWEEN 1 AND 100),
    -- The first letters, by which people tell keys apart.
    prefix          text        NOT NULL,
    -- SHA-256 of the key: 256 random bits need no slow hash.
    key_hash        bytea       NOT NULL CONSTRAINT api_key_hash_once UNIQUE CHECK (length(key_hash) = 32),
    permissions     text[]      NOT NULL CHECK (cardinality(permissions) > 0),
    -- All hotels of the organisation, also those that are yet to come.
    is_whole        boolean     NOT NULL,
    created_by      text        NOT NULL,
    created_at      timestamptz NOT NULL,
    expires_at      timestamptz,
    revoked_at      timestamptz,
    last_used_at    timestamptz,
    last_used_from  text,
    UNIQUE (key_id, organization_id)
);

CREATE INDEX api_key_by_organization ON api_key (organization_id, key_id);

CREATE TABLE api_key_hotel (
    key_id          text NOT NULL,
    organization_id text NOT NULL,
    hotel_id        text NOT NULL,
    PRIMARY KEY (key_id, hotel_id),
    FOREIGN KEY (key_id, organization_id) REFERENCES api_key (key_id, organization_id) ON DELETE CASCADE,
    FOREIGN KEY (hotel_id, organization_id) REFERENCES hotel (hotel_id, organization_id) ON UPDATE CASCADE ON DELETE CASCADE
);

-- Where a key was used from: a new address is news.
CREATE TABLE api_key_address (
    key_id          text        NOT NULL,
    organization_id text        NOT NULL,
    address         text        NOT NULL,
    first_used_at   timestamptz NOT NULL,
    PRIMARY KEY (key_id, address),
    FOREIGN KEY (key_id, organization_id) REFERENCES api_key (key_id, organization_id) ON DELETE CASCADE
);
