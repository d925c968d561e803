-- Questions see the rows of the hotels their transaction names, whatever their statement says.

-- Roles belong to the server, not to the database: another installation on it, or another replica just now, may have made it.
DO $$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'pms_context_reader') THEN
        CREATE ROLE pms_context_reader NOLOGIN;
    END IF;
EXCEPTION
    WHEN duplicate_object OR unique_violation THEN NULL;
    WHEN insufficient_privilege THEN
        RAISE EXCEPTION 'The role pms_context_reader is missing. Run once as administrator: CREATE ROLE pms_context_reader NOLOGIN; GRANT pms_context_reader TO %;', current_user;
END $$;

-- From PostgreSQL 16 on whoever made a role may grant it, which is not yet being allowed to take it on.
DO $$
BEGIN
    IF NOT pg_has_role(current_user, 'pms_context_reader', CASE WHEN current_setting('server_version_num')::integer >= 160000 THEN 'SET' ELSE 'MEMBER' END) THEN
        EXECUTE format('GRANT pms_context_reader TO %I', current_user);
    END IF;
EXCEPTION
    WHEN unique_violation THEN NULL;
    WHEN insufficient_privilege THEN
        RAISE EXCEPTION 'This user may not take on the role pms_context_reader. Run once as administrator: GRANT pms_context_reader TO %;', current_user;
END $$;

DO $$ BEGIN EXECUTE format('GRANT USAGE ON SCHEMA %I TO pms_context_reader', current_schema()); END $$;

GRANT SELECT ON booking, booking_guest, guest, guest_alias, guest_contact, room, connection_freshness TO pms_context_reader;

-- The hotels of the transaction, one a line; none without the setting.
CREATE FUNCTION visible_hotels() RETURNS text[] LANGUAGE sql STABLE
AS $$ SELECT string_to_array(current_setting('pms.hotels', true), E'\n') $$;

ALTER TABLE booking ENABLE ROW LEVEL SECURITY;
ALTER TABLE booking_guest ENABLE ROW LEVEL SECURITY;
ALTER TABLE guest ENABLE ROW LEVEL SECURITY;
ALTER TABLE guest_alias ENABLE ROW LEVEL SECURITY;
ALTER TABLE guest_contact ENABLE ROW LEVEL SECURITY;
ALTER TABLE room ENABLE ROW LEVEL SECURITY;
ALTER TABLE connection_freshness ENABLE ROW LEVEL SECURITY;

-- The owner, who records what arrives for all hotels, is not bound by them.
CREATE POLICY own_hotels ON booking FOR SELECT TO pms_context_reader USING (hotel_id = ANY ((SELECT visible_hotels())::text[]));
CREATE POLICY own_hotels ON booking_guest FOR SELECT TO pms_context_reader USING (hotel_id = ANY ((SELECT visible_hotels())::text[]));
CREATE POLICY own_hotels ON guest FOR SELECT TO pms_context_reader USING (hotel_id = ANY ((SELECT visible_hotels())::text[]));
CREATE POLICY own_hotels ON guest_alias FOR SELECT TO pms_context_reader USING (hotel_id = ANY ((SELECT visible_hotels())::text[]));
CREATE POLICY own_hotels ON guest_contact FOR SELECT TO pms_context_reader USING (hotel_id = ANY ((SELECT visible_hotels())::text[]));
CREATE POLICY own_hotels ON room FOR SELECT TO pms_context_reader USING (hotel_id = ANY ((SELECT visible_hotels())::text[]));
CREATE POLICY own_hotels ON connection_freshness FOR SELECT TO pms_context_reader USING (hotel_id = ANY ((SELECT visible_hotels())::text[]));
