-- When the person in a row was erased. It holds while the content is what it was: a record that the vendor changes afterwards is told anew.
ALTER TABLE booking ADD COLUMN erased_at timestamptz;
ALTER TABLE guest ADD COLUMN erased_at timestamptz;

COMMENT ON COLUMN booking.erased_at IS 'When a person on it was erased on request; payload and contacts are without him while content_hash stays what it is.';
COMMENT ON COLUMN guest.erased_at IS 'When the person was erased on request; payload is NULL and there are no contacts while content_hash stays what it is.';

-- Who was erased lately: what the vendor had changed before and is read only now is without him too. Ids and fingerprints, for a month.
CREATE TABLE erased_person (
    hotel_id      text COLLATE "C" NOT NULL,
    connection_id text COLLATE "C" NOT NULL,
    erasure_id    uuid NOT NULL,
    erased_at     timestamptz NOT NULL,
    guest_ids     text[] NOT NULL,
    contacts      text[] NOT NULL,
    PRIMARY KEY (hotel_id, connection_id, erasure_id)
);

-- No role is granted anything: nobody reads it for a caller. The owner is not bound.
ALTER TABLE erased_person ENABLE ROW LEVEL SECURITY;
CREATE POLICY own_hotels ON erased_person FOR SELECT TO pms_context_reader USING (hotel_id = ANY ((SELECT visible_hotels())::text[]));
