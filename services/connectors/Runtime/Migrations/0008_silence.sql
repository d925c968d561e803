-- Connections whose webhooks have gone quiet against their own rhythm.
CREATE TABLE silence (
    connection_id text PRIMARY KEY,
    hotel_id      text        NOT NULL,
    -- The last delivery before the silence, and the longest pause that would have been usual.
    last_heard_at timestamptz NOT NULL,
    usual_pause   interval    NOT NULL,
    noticed_at    timestamptz NOT NULL
);

CREATE INDEX inbox_rhythm ON inbox (connection_id, received_at DESC);
