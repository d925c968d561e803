-- What a connector must remember to sync without losing, repeating or overtaking anything. One schema per vendor.
CREATE TABLE connection_lease (
    connection_id text PRIMARY KEY,
    owner         text        NOT NULL,
    fencing       bigint      NOT NULL,
    expires_at    timestamptz NOT NULL
);

CREATE TABLE connection_status (
    connection_id text PRIMARY KEY,
    hotel_id      text        NOT NULL,
    state         text        NOT NULL CHECK (state IN ('Pending', 'Active', 'Error', 'Disabled')),
    reason        text,
    changed_at    timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE sync_run (
    id             uuid PRIMARY KEY,
    connection_id  text        NOT NULL,
    hotel_id       text        NOT NULL,
    entity         text        NOT NULL CHECK (entity IN ('Booking', 'Guest', 'Room')),
    mode           text        NOT NULL CHECK (mode IN ('Full', 'ModifiedSince', 'Arrivals', 'Departures', 'InHouse')),
    since          timestamptz,
    changed_since  timestamptz,
    from_date      date,
    until_date     date,
    record_limit   integer,
    state          text        NOT NULL CHECK (state IN ('Queued', 'Running', 'Completed', 'Failed')),
    correlation_id text        NOT NULL,
    trace_parent   text,
    requested_at   timestamptz NOT NULL DEFAULT clock_timestamp(),
    started_at     timestamptz,
    ended_at       timestamptz,
    not_before     timestamptz NOT NULL DEFAULT '-infinity',
    attempts       integer     NOT NULL DEFAULT 0,
    cursor         text,
    processed      bigint      NOT NULL DEFAULT 0,
    changed        bigint      NOT NULL DEFAULT 0,
    unchanged      bigint      NOT NULL DEFAULT 0,
    related        bigint      NOT NULL DEFAULT 0,
    failed         bigint      NOT NULL DEFAULT 0,
    vendor_calls   bigint      NOT NULL DEFAULT 0,
    pages          bigint      NOT NULL DEFAULT 0,
    total          bigint,
    error_kind     text,
    reason         text
);

CREATE INDEX sync_run_open ON sync_run (connection_id, requested_at) WHERE state IN ('Queued', 'Running');
CREATE INDEX sync_run_recent ON sync_run (connection_id, entity, mode, requested_at DESC);

-- From where the next incremental run of an entity begins: the moment the last complete read began.
CREATE TABLE watermark (
    connection_id text        NOT NULL,
    entity        text        NOT NULL,
    read_from     timestamptz NOT NULL,
    PRIMARY KEY (connection_id, entity)
);

-- The last version of every record whose event the broker has confirmed; what equals it is not published again.
CREATE TABLE known_version (
    connection_id text COLLATE "C" NOT NULL,
    entity        text COLLATE "C" NOT NULL,
    external_id   text COLLATE "C" NOT NULL,
    ordered_at    timestamptz NOT NULL,
    observed_at   timestamptz NOT NULL,
    content_hash  bytea       NOT NULL,
    PRIMARY KEY (connection_id, entity, external_id)
);
