-- In every index of this schema the column that tells most stands first: then none serves a question meant for another, and a plan made without
-- statistics, as all are in the first minutes, cannot choose wrongly.
-- What each booking is now and when its guests are in the house: the context query ranks by these columns and opens only the payload it answers.
-- Hotel-local times are kept without zone and compared with the hotel's clock, so that a corrected time zone holds at once.
CREATE TABLE booking (
    hotel_id         text COLLATE "C" NOT NULL,
    connection_id    text COLLATE "C" NOT NULL,
    external_id      text COLLATE "C" NOT NULL,
    -- Lower-cased external_id; null when that is lower case already, as most are.
    external_key     text COLLATE "C",
    -- Lower-cased confirmation number; null when there is none or it is the external id.
    confirmation_key text COLLATE "C",
    vendor           text NOT NULL,
    status           text NOT NULL CHECK (status IN (
        'Unknown', 'Inquiry', 'Tentative', 'Confirmed', 'InHouse', 'CheckedOut', 'Cancelled', 'NoShow', 'Blocked')),
    arrival          date NOT NULL,
    departure        date NOT NULL,
    -- When somebody stays; empty when nobody will or will again.
    present          tsmultirange NOT NULL,
    -- The stay lies ahead until this hotel-local time; null when it does not.
    ahead_until      timestamp,
    -- 0 firm, 1 uncertain, 2 off: the lower one answers.
    weight           smallint NOT NULL,
    -- Assigned rooms in the vendor's order, and when each is the guest's.
    rooms            text[] NOT NULL,
    room_spans       tsrange[] NOT NULL,
    ordered_at       timestamptz NOT NULL,
    observed_at      timestamptz NOT NULL,
    content_hash     text COLLATE "C" NOT NULL,
    payload          bytea NOT NULL,
    PRIMARY KEY (external_id, hotel_id, connection_id)
) WITH (fillfactor = 90);

-- Encrypted bytes do not compress.
ALTER TABLE booking ALTER COLUMN payload SET STORAGE EXTERNAL;

CREATE INDEX booking_by_external_key ON booking (external_key, hotel_id) WHERE external_key IS NOT NULL;
CREATE INDEX booking_by_confirmation ON booking (confirmation_key, hotel_id) WHERE confirmation_key IS NOT NULL;
