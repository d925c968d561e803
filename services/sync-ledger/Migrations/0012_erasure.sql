-- When everybody in an entity's versions was made unknown because they were kept long enough. A version recorded later says somebody again.
ALTER TABLE entity ADD COLUMN anonymised_at timestamptz;

COMMENT ON COLUMN entity.anonymised_at IS 'When the persons in all versions recorded until then were taken out for their age; NULL before.';
