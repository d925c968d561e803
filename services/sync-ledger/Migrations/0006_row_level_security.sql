-- Readers see the rows of the hotels their transaction names, whatever their statement says.

-- Roles belong to the server, not to the database: another ledger on it, or another replica just now, may have made it.
DO $$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'pms_ledger_reader') THEN
        CREATE ROLE pms_ledger_reader NOLOGIN;
    END IF;
EXCEPTION
    WHEN duplicate_object OR unique_violation THEN NULL;
    WHEN insufficient_privilege THEN
        RAISE EXCEPTION 'The role pms_ledger_reader is missing. Run once as administrator: CREATE ROLE pms_ledger_reader NOLOGIN; GRANT pms_ledger_reader TO %;', current_user;
END $$;

DO $$
BEGIN
    IF NOT pg_has_role(current_user, 'pms_ledger_reader', 'MEMBER') THEN
        EXECUTE format('GRANT pms_ledger_reader TO %I', current_user);
    END IF;
    EXECUTE format('GRANT USAGE ON SCHEMA %I TO pms_ledger_reader', current_schema());
END $$;

GRANT SELECT ON entity, entity_history, entity_set, refused_snapshot, sync_run, quarantine_notice TO pms_ledger_reader;

-- The hotels of the transaction, one a line; none without the setting.
CREATE FUNCTION visible_hotels() RETURNS text[] LANGUAGE sql STABLE
AS $$ SELECT string_to_array(current_setting('pms.hotels', true), E'\n') $$;

ALTER TABLE entity ENABLE ROW LEVEL SECURITY;
ALTER TABLE entity_history ENABLE ROW LEVEL SECURITY;
ALTER TABLE entity_set ENABLE ROW LEVEL SECURITY;
ALTER TABLE refused_snapshot ENABLE ROW LEVEL SECURITY;
ALTER TABLE sync_run ENABLE ROW LEVEL SECURITY;
ALTER TABLE quarantine_notice ENABLE ROW LEVEL SECURITY;

-- The owner, who records what arrives for all hotels, is not bound by them.
CREATE POLICY own_hotels ON entity FOR SELECT TO pms_ledger_reader USING (hotel_id = ANY ((SELECT visible_hotels())::text[]));
CREATE POLICY own_hotels ON entity_history FOR SELECT TO pms_ledger_reader USING (hotel_id = ANY ((SELECT visible_hotels())::text[]));
CREATE POLICY own_hotels ON entity_set FOR SELECT TO pms_ledger_reader USING (hotel_id = ANY ((SELECT visible_hotels())::text[]));
CREATE POLICY own_hotels ON refused_snapshot FOR SELECT TO pms_ledger_reader USING (hotel_id = ANY ((SELECT visible_hotels())::text[]));
CREATE POLICY own_hotels ON sync_run FOR SELECT TO pms_ledger_reader USING (hotel_id = ANY ((SELECT visible_hotels())::text[]));
CREATE POLICY own_hotels ON quarantine_notice FOR SELECT TO pms_ledger_reader USING (hotel_id = ANY ((SELECT visible_hotels())::text[]));
