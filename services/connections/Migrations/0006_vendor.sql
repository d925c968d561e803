-- What connectors say of their vendors: the fields of the form, which of them are secret, the feeds. Written by the connectors when they start.

CREATE TABLE vendor (
    vendor     text        PRIMARY KEY CHECK (vendor ~ '^[a-z][a-z0-9-]{0,31}$'),
    report     jsonb       NOT NULL,
    changed_at timestamptz NOT NULL
);
