-- Phones and e-mails as keyed fingerprints: the door of the context query. Those of profiles and those a booking's summary shows stand side by side.
CREATE TABLE guest_contact (
    hotel_id           text COLLATE "C" NOT NULL,
    connection_id      text COLLATE "C" NOT NULL,
    source             text COLLATE "C" NOT NULL CHECK (source IN ('guest', 'booking')),
    source_external_id text COLLATE "C" NOT NULL,
    -- Empty for a person on a booking of whom the vendor keeps no profile.
    guest_external_id  text COLLATE "C" NOT NULL,
    kind               text NOT NULL CHECK (kind IN ('phone', 'email')),
    contact_index      bytea NOT NULL CHECK (octet_length(contact_index) = 16),
    PRIMARY KEY (source_external_id, source, hotel_id, connection_id, guest_external_id, contact_index)
);

CREATE INDEX guest_contact_by_index ON guest_contact (contact_index);
