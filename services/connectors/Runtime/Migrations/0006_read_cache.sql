-- The last answer of the PMS to each question, so that a read can be answered while the PMS is slow or gone, also after a restart.
CREATE TABLE read_cache (
    connection_id text        NOT NULL,
    hotel_id      text        NOT NULL,
    -- Keyed fingerprint of the question: it may hold a guest's name, phone or e-mail.
    question      bytea       NOT NULL,
    payload       bytea       NOT NULL,
    fetched_at    timestamptz NOT NULL,
    PRIMARY KEY (connection_id, question)
);

CREATE INDEX read_cache_age ON read_cache (fetched_at);
