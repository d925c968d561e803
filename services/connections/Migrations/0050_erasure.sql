-- Erasures of guests: what was asked, and what every service has answered. The receipt stays; by what the person is recognised goes when a part is done.

CREATE TABLE erasure (
    erasure_id      uuid        PRIMARY KEY,
    -- Null for a hotel of the configuration.
    organization_id text        REFERENCES organization,
    hotel_id        text        NOT NULL,
    found_by        text        NOT NULL CHECK (found_by IN ('phone', 'email', 'guest')),
    requested_by    text        NOT NULL,
    requested_at    timestamptz NOT NULL,
    correlation_id  text        NOT NULL,
    completed_at    timestamptz
);

CREATE INDEX erasure_by_hotel ON erasure (hotel_id, erasure_id DESC);
CREATE INDEX erasure_by_organization ON erasure (organization_id, erasure_id DESC);

CREATE TABLE erasure_part (
    erasure_id      uuid        NOT NULL REFERENCES erasure ON DELETE CASCADE,
    connection_id   text        NOT NULL,
    service         text        NOT NULL,
    vendor          text        NOT NULL,
    organization_id text,
    hotel_id        text        NOT NULL,
    -- Ids and fingerprints; null once it is done.
    person          jsonb,
    counts          jsonb       NOT NULL DEFAULT '{}',
    told_at         timestamptz,
    -- What was on its way while a service erased is erased in a second pass.
    answered_at     timestamptz,
    done_at         timestamptz,
    PRIMARY KEY (erasure_id, connection_id, service)
);

CREATE INDEX erasure_part_open ON erasure_part (erasure_id, connection_id) WHERE done_at IS NULL;

GRANT SELECT, INSERT ON erasure, erasure_part TO pms_registry_tenant;
ALTER TABLE erasure ENABLE ROW LEVEL SECURITY;
ALTER TABLE erasure_part ENABLE ROW LEVEL SECURITY;

CREATE POLICY own_rows ON erasure TO pms_registry_tenant
    USING (hotel_id = ANY ((SELECT visible_hotels())::text[]) OR organization_id = (SELECT whole_organization()));
CREATE POLICY own_rows ON erasure_part TO pms_registry_tenant
    USING (hotel_id = ANY ((SELECT visible_hotels())::text[]) OR organization_id = (SELECT whole_organization()));
