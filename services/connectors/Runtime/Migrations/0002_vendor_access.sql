-- Rate windows and tokens of vendor accounts, shared by all replicas and remembered across restarts.

-- One row per call that a window allows; a call holds a row of each window until the window has passed since its answer.
CREATE TABLE rate_slot (
    account     text        NOT NULL,
    rate_window text        NOT NULL,
    slot        integer     NOT NULL,
    free_at     timestamptz NOT NULL,
    PRIMARY KEY (account, rate_window, slot)
);

CREATE INDEX rate_slot_free ON rate_slot (account, rate_window, free_at);

-- Set when the vendor itself says to wait.
CREATE TABLE rate_pause (
    account      text PRIMARY KEY,
    paused_until timestamptz NOT NULL
);

CREATE TABLE vendor_token (
    connection_id text PRIMARY KEY,
    token         bytea       NOT NULL,
    expires_at    timestamptz NOT NULL,
    usable_at     timestamptz,
    fetched_at    timestamptz NOT NULL
);
