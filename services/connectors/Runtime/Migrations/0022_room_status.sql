-- Runs that look at the rooms' status only.
ALTER TABLE sync_run DROP CONSTRAINT sync_run_mode_check;
ALTER TABLE sync_run ADD CONSTRAINT sync_run_mode_check
    CHECK (mode IN ('Full', 'ModifiedSince', 'Arrivals', 'Departures', 'InHouse', 'Reconcile', 'RoomStatus'));
