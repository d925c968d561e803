-- The processes that serve this vendor, and when each last showed that it lives.
CREATE TABLE replica (
    id      uuid PRIMARY KEY,
    seen_at timestamptz NOT NULL
);
