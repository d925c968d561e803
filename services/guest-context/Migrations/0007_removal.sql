-- A record that is no longer at its vendor keeps its version, so that an older snapshot arriving late does not bring it back, and nothing else: no payload.
ALTER TABLE booking ALTER COLUMN payload DROP NOT NULL;
ALTER TABLE guest ALTER COLUMN payload DROP NOT NULL;
ALTER TABLE room ALTER COLUMN payload DROP NOT NULL;

COMMENT ON COLUMN booking.payload IS 'Canonical JSON, encrypted. NULL when the booking is no longer at the vendor; people and contacts are gone with it.';
COMMENT ON COLUMN guest.payload IS 'Canonical JSON, encrypted. NULL when the profile is no longer at the vendor; its contacts and merges are gone with it.';
COMMENT ON COLUMN room.payload IS 'Canonical JSON, encrypted. NULL when the room is no longer at the vendor.';
