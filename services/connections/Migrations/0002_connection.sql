-- A hotel's link to one PMS: what the hotel set, and beside it what the connector reports.

CREATE TABLE connection (
    connection_id   text        PRIMARY KEY CHECK (connection_id ~ '^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$'),
    hotel_id        text        NOT NULL,
    organization_id text        NOT NULL,
    vendor          text        NOT NULL CHECK (vendor ~ '^[a-z][a-z0-9-]{0,31}$'),
    is_enabled      boolean     NOT NULL DEFAULT true,
    is_of_record    boolean     NOT NULL DEFAULT true,
    endpoint        text,
    settings        jsonb       NOT NULL DEFAULT '{}' CHECK (jsonb_typeof(settings) = 'object'),
    -- Name to cipher text; nothing secret stands anywhere else.
    sealed_settings jsonb       NOT NULL DEFAULT '{}' CHECK (jsonb_typeof(sealed_settings) = 'object'),
    -- Which entities are synced; null for all that the vendor has.
    entities        text[]      CHECK (cardinality(entities) > 0),
    reads           jsonb       NOT NULL DEFAULT '{}' CHECK (jsonb_typeof(reads) = 'object'),
    retries         jsonb       NOT NULL DEFAULT '{}' CHECK (jsonb_typeof(retries) = 'object'),
    without_limits  boolean     NOT NULL DEFAULT false,
    version         bigint      NOT NULL DEFAULT 1,
    created_at      timestamptz NOT NULL,
    changed_at      timestamptz NOT NULL,
    FOREIGN KEY (hotel_id, organization_id) REFERENCES hotel (hotel_id, organization_id) ON UPDATE CASCADE
);

-- Two systems that both say what is booked would overwrite each other.
CREATE UNIQUE INDEX one_pms_of_record ON connection (hotel_id) WHERE is_of_record AND is_enabled;
CREATE INDEX connection_by_hotel ON connection (hotel_id, connection_id);
CREATE INDEX connection_by_vendor ON connection (vendor, connection_id);

CREATE TABLE connection_status (
    connection_id   text        PRIMARY KEY REFERENCES connection ON DELETE CASCADE,
    state           text        NOT NULL DEFAULT 'Pending' CHECK (state IN ('Pending', 'Active', 'Error')),
    state_at        timestamptz,
    last_synced_at  timestamptz,
    last_error      text,
    last_error_at   timestamptz
);
