-- Runs may be for availability, maintenance and tasks as well. The kinds of entity are checked by the code that writes them.
ALTER TABLE sync_run DROP CONSTRAINT sync_run_entity_check;
ALTER TABLE sync_run ADD CONSTRAINT sync_run_entity_check
    CHECK (entity IN ('Booking', 'Guest', 'Room', 'Availability', 'Maintenance', 'HousekeepingTask'));
