-- When everybody in an entity's versions was made unknown because they were kept long enough. A version recorded later says somebody again.
ALTER TABLE entity ADD COLUMN anonymised_at timestamptz;

COMMENT ON COLUMN entity.anonymised_at IS 'When the persons in all versions recorded until then were taken out for their age; NULL before.';

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
CREATE POLICY own_hotels ON erased_person FOR SELECT TO pms_ledger_reader USING (hotel_id = ANY ((SELECT visible_hotels())::text[]));
