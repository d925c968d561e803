-- Rotations of the key ring and of the master key, with how far each has come: what was begun is resumed after a crash.

CREATE TABLE key_rotation (
    rotation_id  uuid        PRIMARY KEY,
    state        text        NOT NULL CHECK (state IN ('Running', 'Completed')),
    is_ring      boolean     NOT NULL,
    is_master    boolean     NOT NULL,
    requested_by text        NOT NULL,
    requested_at timestamptz NOT NULL,
    finished_at  timestamptz,
    key_id       uuid,
    activates_at timestamptz,
    rewrapped    bigint      NOT NULL DEFAULT 0,
    done         bigint      NOT NULL DEFAULT 0,
    total        bigint,
    failed       bigint      NOT NULL DEFAULT 0,
    -- The last connection that is done in this pass.
    after        text        NOT NULL DEFAULT '',
    last_error   text,
    CHECK (is_ring OR is_master)
);

CREATE UNIQUE INDEX one_rotation_at_a_time ON key_rotation ((true)) WHERE state = 'Running';
CREATE INDEX rotation_by_time ON key_rotation (requested_at DESC);
