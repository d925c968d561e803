-- Who is told when something needs a human, what was to be told, and how far each word has come.

CREATE TABLE notice_target (
    target_id       text        PRIMARY KEY,
    organization_id text        NOT NULL REFERENCES organization,
    -- Null for all hotels of the organisation, and for what is about none.
    hotel_id        text,
    kind            text        NOT NULL CHECK (kind IN ('Webhook', 'Email')),
    address         text        NOT NULL CHECK (length(address) BETWEEN 3 AND 2000),
    -- What signs webhooks, encrypted.
    sealed_secret   bytea,
    -- Null for everything.
    notice_kinds    text[]      CHECK (cardinality(notice_kinds) > 0),
    is_enabled      boolean     NOT NULL DEFAULT true,
    version         bigint      NOT NULL DEFAULT 1,
    created_at      timestamptz NOT NULL,
    changed_at      timestamptz NOT NULL,
    FOREIGN KEY (hotel_id, organization_id) REFERENCES hotel (hotel_id, organization_id) ON UPDATE CASCADE ON DELETE CASCADE,
    CHECK ((kind = 'Webhook') = (sealed_secret IS NOT NULL))
);

CREATE INDEX notice_target_by_organization ON notice_target (organization_id, target_id);

CREATE TABLE notice (
    notice_id       uuid        PRIMARY KEY,
    organization_id text        NOT NULL REFERENCES organization,
    hotel_id        text,
    connection_id   text,
    kind            text        NOT NULL,
    summary         text        NOT NULL,
    raised_at       timestamptz NOT NULL,
    -- What makes it the same: events come more than once.
    once            text        NOT NULL CONSTRAINT notice_once UNIQUE
);

CREATE INDEX notice_by_organization ON notice (organization_id, notice_id DESC);
CREATE INDEX notice_by_hotel ON notice (hotel_id, notice_id DESC);

CREATE TABLE notice_delivery (
    notice_id       uuid        NOT NULL REFERENCES notice ON DELETE CASCADE,
    target_id       text        NOT NULL REFERENCES notice_target ON DELETE CASCADE,
    organization_id text        NOT NULL,
    hotel_id        text,
    state           text        NOT NULL DEFAULT 'Waiting' CHECK (state IN ('Waiting', 'Sent', 'Failed')),
    attempts        integer     NOT NULL DEFAULT 0,
    due_at          timestamptz NOT NULL,
    settled_at      timestamptz,
    last_error      text,
    PRIMARY KEY (notice_id, target_id)
);

CREATE INDEX notice_delivery_due ON notice_delivery (due_at) WHERE state = 'Waiting';

-- Failures of a feed since it last succeeded, and records put into quarantine lately: what is counted before anybody is told.
CREATE TABLE sync_failure (
    run_id        uuid        PRIMARY KEY,
    connection_id text        NOT NULL,
    entity        text        NOT NULL,
    failed_at     timestamptz NOT NULL
);

CREATE INDEX sync_failure_of ON sync_failure (connection_id, entity, failed_at);

CREATE TABLE quarantine_mark (
    quarantine_id uuid        PRIMARY KEY,
    connection_id text        NOT NULL,
    seen_at       timestamptz NOT NULL
);

CREATE INDEX quarantine_mark_of ON quarantine_mark (connection_id, seen_at);

GRANT SELECT, INSERT, UPDATE, DELETE ON notice_target TO pms_registry_tenant;
GRANT SELECT ON notice, notice_delivery TO pms_registry_tenant;
ALTER TABLE notice_target ENABLE ROW LEVEL SECURITY;
ALTER TABLE notice ENABLE ROW LEVEL SECURITY;
ALTER TABLE notice_delivery ENABLE ROW LEVEL SECURITY;

CREATE POLICY own_rows ON notice_target TO pms_registry_tenant
    USING (hotel_id = ANY ((SELECT visible_hotels())::text[]) OR organization_id = (SELECT whole_organization()));
CREATE POLICY own_rows ON notice TO pms_registry_tenant
    USING (hotel_id = ANY ((SELECT visible_hotels())::text[]) OR organization_id = (SELECT whole_organization()));
CREATE POLICY own_rows ON notice_delivery TO pms_registry_tenant
    USING (hotel_id = ANY ((SELECT visible_hotels())::text[]) OR organization_id = (SELECT whole_organization()));
