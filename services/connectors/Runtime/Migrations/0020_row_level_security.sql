-- What is done for a caller sees and changes the rows of his hotels only, whatever the statement says.

-- Roles belong to the server, not to the database: another vendor or installation on it, or another replica just now, may have made it.
DO $$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'pms_connector_caller') THEN
        CREATE ROLE pms_connector_caller NOLOGIN;
    END IF;
EXCEPTION
    WHEN duplicate_object OR unique_violation THEN NULL;
    WHEN insufficient_privilege THEN
        RAISE EXCEPTION 'The role pms_connector_caller is missing. Run once as administrator: CREATE ROLE pms_connector_caller NOLOGIN; GRANT pms_connector_caller TO %;', current_user;
END $$;

-- From PostgreSQL 16 on whoever made a role may grant it, which is not yet being allowed to take it on.
DO $$
BEGIN
    IF NOT pg_has_role(current_user, 'pms_connector_caller', CASE WHEN current_setting('server_version_num')::integer >= 160000 THEN 'SET' ELSE 'MEMBER' END) THEN
        EXECUTE format('GRANT pms_connector_caller TO %I', current_user);
    END IF;
EXCEPTION
    WHEN unique_violation THEN NULL;
    WHEN insufficient_privilege THEN
        RAISE EXCEPTION 'This user may not take on the role pms_connector_caller. Run once as administrator: GRANT pms_connector_caller TO %;', current_user;
END $$;

DO $$ BEGIN EXECUTE format('GRANT USAGE ON SCHEMA %I TO pms_connector_caller', current_schema()); END $$;

-- What callers' requests do, and no more: nobody reads through them what is to be written, what could not be mapped, or what waits to go on record.
-- connection_status, silence and every table that knows connections only are the connector's own.
GRANT SELECT ON inbox, verification, sync_run, read_cache TO pms_connector_caller;
GRANT SELECT (id, hotel_id, connection_id, entity, external_id, path, reason, first_seen_at, last_seen_at, times_seen, resolved_at) ON quarantine TO pms_connector_caller;
GRANT SELECT (
    id, sequence, hotel_id, connection_id, idempotency_key, request_digest, kind, state, booking_id, guest_id, room_id, attempts, accepted_at, not_before,
    settled_at, vendor_reference, reason, correlation_id, revision) ON write_back TO pms_connector_caller;
GRANT INSERT (
    id, hotel_id, connection_id, idempotency_key, request_digest, kind, lane, booking_id, guest_id, room_id, payload, requested_by, correlation_id,
    trace_parent) ON write_back TO pms_connector_caller;
GRANT UPDATE (state, settled_by, doubtful, failures, not_before, given_time_at, settled_at, reason, unannounced, revision) ON write_back TO pms_connector_caller;
GRANT UPDATE (state, queued_at, due_at, attempts, replays, reason, settled_at) ON inbox TO pms_connector_caller;
GRANT INSERT (id, entity, connection_id, hotel_id), DELETE ON verification TO pms_connector_caller;
GRANT INSERT (
    id, connection_id, hotel_id, entity, mode, since, from_date, until_date, record_limit, state, correlation_id, trace_parent, force)
    ON sync_run TO pms_connector_caller;
GRANT INSERT (entry) ON audit_note TO pms_connector_caller;

-- The hotels of the transaction, one a line; none without the setting.
CREATE FUNCTION visible_hotels() RETURNS text[] LANGUAGE sql STABLE
AS $$ SELECT string_to_array(current_setting('pms.hotels', true), E'\n') $$;

-- Deliveries of those hotels that name a booking. As owner: below a policy only comparisons that cannot tell what they saw are made by an index, and those
-- of lists are not among them.
CREATE FUNCTION visible_deliveries_of(booking text) RETURNS uuid[] LANGUAGE sql STABLE SECURITY DEFINER
RETURN (SELECT array_agg(id) FROM inbox WHERE booking_ids @> ARRAY[booking] AND hotel_id = ANY (visible_hotels()));

REVOKE EXECUTE ON FUNCTION visible_deliveries_of(text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION visible_deliveries_of(text) TO pms_connector_caller;

ALTER TABLE inbox ENABLE ROW LEVEL SECURITY;
ALTER TABLE write_back ENABLE ROW LEVEL SECURITY;
ALTER TABLE quarantine ENABLE ROW LEVEL SECURITY;
ALTER TABLE verification ENABLE ROW LEVEL SECURITY;
ALTER TABLE sync_run ENABLE ROW LEVEL SECURITY;
ALTER TABLE read_cache ENABLE ROW LEVEL SECURITY;
ALTER TABLE connection_status ENABLE ROW LEVEL SECURITY;
ALTER TABLE silence ENABLE ROW LEVEL SECURITY;
ALTER TABLE audit_note ENABLE ROW LEVEL SECURITY;

-- The owner, who works for all connections in the background and takes what vendors send, is not bound by them.
CREATE POLICY own_hotels ON inbox TO pms_connector_caller USING (hotel_id = ANY ((SELECT visible_hotels())::text[]));
CREATE POLICY own_hotels ON write_back TO pms_connector_caller USING (hotel_id = ANY ((SELECT visible_hotels())::text[]));
CREATE POLICY own_hotels ON quarantine TO pms_connector_caller USING (hotel_id = ANY ((SELECT visible_hotels())::text[]));
CREATE POLICY own_hotels ON verification TO pms_connector_caller USING (hotel_id = ANY ((SELECT visible_hotels())::text[]));
CREATE POLICY own_hotels ON sync_run TO pms_connector_caller USING (hotel_id = ANY ((SELECT visible_hotels())::text[]));
CREATE POLICY own_hotels ON read_cache TO pms_connector_caller USING (hotel_id = ANY ((SELECT visible_hotels())::text[]));
CREATE POLICY own_hotels ON connection_status TO pms_connector_caller USING (hotel_id = ANY ((SELECT visible_hotels())::text[]));
CREATE POLICY own_hotels ON silence TO pms_connector_caller USING (hotel_id = ANY ((SELECT visible_hotels())::text[]));
CREATE POLICY own_hotels ON audit_note FOR INSERT TO pms_connector_caller WITH CHECK (entry ->> 'hotelId' = ANY ((SELECT visible_hotels())::text[]));
