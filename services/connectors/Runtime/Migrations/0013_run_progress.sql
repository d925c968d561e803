-- How far a run is and when it may end, for whoever waits for it.
ALTER TABLE sync_run
    -- Largest share read so far, below 1; null where nobody can know.
    ADD COLUMN fraction double precision CHECK (fraction >= 0 AND fraction < 1),
    -- Records that a run before this one had read when it failed and left its cursor; less what is read again from the beginning.
    ADD COLUMN carried bigint NOT NULL DEFAULT 0,
    ADD COLUMN read_from date,
    ADD COLUMN read_until date,
    ADD COLUMN estimated_end timestamptz,
    ADD COLUMN calls_left bigint;
