-- How far a run is and when it may end, as its connector last said.
ALTER TABLE sync_run
    ADD COLUMN percent double precision,
    ADD COLUMN read_from date,
    ADD COLUMN read_until date,
    ADD COLUMN estimated_end timestamptz,
    ADD COLUMN calls_left bigint;
