-- Availability, maintenance and tasks are kept like bookings, guests and rooms.
ALTER TABLE entity_set DROP CONSTRAINT entity_set_entity_check;
ALTER TABLE entity_set ADD CONSTRAINT entity_set_entity_check
    CHECK (entity IN ('booking', 'guest', 'room', 'availability', 'maintenance', 'housekeeping_task'));

ALTER TABLE refused_snapshot DROP CONSTRAINT refused_snapshot_entity_check;
ALTER TABLE refused_snapshot ADD CONSTRAINT refused_snapshot_entity_check
    CHECK (entity IN ('booking', 'guest', 'room', 'availability', 'maintenance', 'housekeeping_task'));

ALTER TABLE sync_run DROP CONSTRAINT sync_run_entity_check;
ALTER TABLE sync_run ADD CONSTRAINT sync_run_entity_check
    CHECK (entity IN ('booking', 'guest', 'room', 'availability', 'maintenance', 'housekeeping_task'));

ALTER TABLE quarantine_notice DROP CONSTRAINT quarantine_notice_entity_check;
ALTER TABLE quarantine_notice ADD CONSTRAINT quarantine_notice_entity_check
    CHECK (entity IN ('booking', 'guest', 'room', 'availability', 'maintenance', 'housekeeping_task'));

COMMENT ON TABLE entity IS 'One row per entity of a connection: its latest version.';
COMMENT ON COLUMN entity.arrival IS 'Of bookings; of a night its date, of maintenance its first day. Hotel-local.';
COMMENT ON COLUMN entity.departure IS 'Of bookings; of a night its date, of maintenance the day from which the room can be used again. Hotel-local.';
COMMENT ON COLUMN entity.status IS 'Of bookings and tasks, canonical.';
