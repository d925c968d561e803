-- One vendor account with many properties: which of our hotels each one is.

CREATE TABLE property_mapping (
    organization_id text        NOT NULL REFERENCES organization,
    vendor          text        NOT NULL CHECK (vendor ~ '^[a-z][a-z0-9-]{0,31}$'),
    -- The hotelier's name for the vendor account; never a credential.
    account         text        NOT NULL CHECK (length(account) BETWEEN 1 AND 100),
    property_id     text        NOT NULL CHECK (length(property_id) BETWEEN 1 AND 200),
    hotel_id        text        NOT NULL,
    connection_id   text        REFERENCES connection ON DELETE SET NULL,
    version         bigint      NOT NULL DEFAULT 1,
    changed_at      timestamptz NOT NULL,
    PRIMARY KEY (organization_id, vendor, account, property_id),
    FOREIGN KEY (hotel_id, organization_id) REFERENCES hotel (hotel_id, organization_id) ON UPDATE CASCADE
);

-- Within an account a hotel is one property: two would be synced into each other.
CREATE UNIQUE INDEX one_property_of_account ON property_mapping (organization_id, vendor, account, hotel_id);
