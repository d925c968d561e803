-- Records that could not be mapped, with the payload as it came (encrypted), until the same record maps.
CREATE TABLE quarantine (
    id            uuid PRIMARY KEY,
    hotel_id      text        NOT NULL,
    connection_id text        NOT NULL,
    entity        text        NOT NULL,
    external_id   text,
    path          text        NOT NULL,
    reason        text        NOT NULL,
    payload       bytea       NOT NULL,
    sync_run_id   uuid,
    first_seen_at timestamptz NOT NULL,
    last_seen_at  timestamptz NOT NULL,
    times_seen    integer     NOT NULL DEFAULT 1,
    resolved_at   timestamptz
);

CREATE INDEX quarantine_open ON quarantine (connection_id, entity, external_id) WHERE resolved_at IS NULL;
CREATE INDEX quarantine_recent ON quarantine (hotel_id, last_seen_at DESC, id);
