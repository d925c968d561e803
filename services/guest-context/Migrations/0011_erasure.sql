-- When the person in a row was erased. It holds while the content is what it was: a record that the vendor changes afterwards is told anew.
ALTER TABLE booking ADD COLUMN erased_at timestamptz;
ALTER TABLE guest ADD COLUMN erased_at timestamptz;

COMMENT ON COLUMN booking.erased_at IS 'When a person on it was erased on request; payload and contacts are without him while content_hash stays what it is.';
COMMENT ON COLUMN guest.erased_at IS 'When the person was erased on request; payload is NULL and there are no contacts while content_hash stays what it is.';
