-- What is done for a caller is done in a role that sees and changes the rows of his hotels and his organisation only, whatever the statement says.

-- Roles belong to the server, not to the database: another registry on it, or another replica just now, may have made it.
DO $$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'pms_registry_tenant') THEN
        CREATE ROLE pms_registry_tenant NOLOGIN;
    END IF;
EXCEPTION
    WHEN duplicate_object OR unique_violation THEN NULL;
    WHEN insufficient_privilege THEN
        RAISE EXCEPTION 'The role pms_registry_tenant is missing. Run once as administrator: CREATE ROLE pms_registry_tenant NOLOGIN; GRANT pms_registry_tenant TO %;', current_user;
END $$;

DO $$
BEGIN
    IF NOT pg_has_role(current_user, 'pms_registry_tenant', 'MEMBER') THEN
        EXECUTE format('GRANT pms_registry_tenant TO %I', current_user);
    END IF;
    EXECUTE format('GRANT USAGE ON SCHEMA %I TO pms_registry_tenant', current_schema());
END $$;

-- The caller's hotels, one a line; none without the setting.
CREATE FUNCTION visible_hotels() RETURNS text[] LANGUAGE sql STABLE
AS $$ SELECT string_to_array(current_setting('pms.hotels', true), E'\n') $$;

-- The caller's organisation.
CREATE FUNCTION own_organization() RETURNS text LANGUAGE sql STABLE
AS $$ SELECT nullif(current_setting('pms.organization', true), '') $$;

-- The caller's organisation when he may do something in the whole of it; null for whoever is bound to single hotels.
CREATE FUNCTION whole_organization() RETURNS text LANGUAGE sql STABLE
AS $$ SELECT CASE WHEN current_setting('pms.whole', true) = 'true' THEN nullif(current_setting('pms.organization', true), '') END $$;

GRANT SELECT, UPDATE ON organization TO pms_registry_tenant;
GRANT SELECT, INSERT, UPDATE, DELETE ON hotel, connection, connection_status, schedule, property_mapping TO pms_registry_tenant;
GRANT SELECT, INSERT, UPDATE, DELETE ON role_grant, invitation, api_key, api_key_hotel TO pms_registry_tenant;
GRANT SELECT, UPDATE ON access_user TO pms_registry_tenant;
GRANT SELECT, INSERT, UPDATE ON session TO pms_registry_tenant;
GRANT SELECT ON api_key_address TO pms_registry_tenant;

ALTER TABLE organization ENABLE ROW LEVEL SECURITY;
ALTER TABLE hotel ENABLE ROW LEVEL SECURITY;
ALTER TABLE connection ENABLE ROW LEVEL SECURITY;
ALTER TABLE connection_status ENABLE ROW LEVEL SECURITY;
ALTER TABLE schedule ENABLE ROW LEVEL SECURITY;
ALTER TABLE property_mapping ENABLE ROW LEVEL SECURITY;
ALTER TABLE access_user ENABLE ROW LEVEL SECURITY;
ALTER TABLE role_grant ENABLE ROW LEVEL SECURITY;
ALTER TABLE session ENABLE ROW LEVEL SECURITY;
ALTER TABLE invitation ENABLE ROW LEVEL SECURITY;
ALTER TABLE setup_link ENABLE ROW LEVEL SECURITY;
ALTER TABLE api_key ENABLE ROW LEVEL SECURITY;
ALTER TABLE api_key_hotel ENABLE ROW LEVEL SECURITY;
ALTER TABLE api_key_address ENABLE ROW LEVEL SECURITY;

-- The owner, who answers other services and lets people in, is not bound by them.
CREATE POLICY own_rows ON organization TO pms_registry_tenant USING (organization_id = (SELECT own_organization()));
CREATE POLICY own_rows ON hotel TO pms_registry_tenant
    USING (hotel_id = ANY ((SELECT visible_hotels())::text[]) OR organization_id = (SELECT whole_organization()));
CREATE POLICY own_rows ON connection TO pms_registry_tenant
    USING (hotel_id = ANY ((SELECT visible_hotels())::text[]) OR organization_id = (SELECT whole_organization()));
CREATE POLICY own_rows ON property_mapping TO pms_registry_tenant
    USING (hotel_id = ANY ((SELECT visible_hotels())::text[]) OR organization_id = (SELECT whole_organization()));

-- The connection itself is seen through its own policy.
CREATE POLICY own_rows ON connection_status TO pms_registry_tenant USING (EXISTS (SELECT FROM connection own WHERE own.connection_id = connection_status.connection_id));
CREATE POLICY own_rows ON schedule TO pms_registry_tenant USING (EXISTS (SELECT FROM connection own WHERE own.connection_id = schedule.connection_id));

CREATE POLICY own_rows ON access_user TO pms_registry_tenant USING (organization_id = (SELECT own_organization()));
CREATE POLICY own_rows ON session TO pms_registry_tenant USING (organization_id = (SELECT own_organization()));
CREATE POLICY own_rows ON role_grant TO pms_registry_tenant
    USING (organization_id = (SELECT own_organization()) AND (organization_id = (SELECT whole_organization()) OR hotel_id = ANY ((SELECT visible_hotels())::text[])));
CREATE POLICY own_rows ON invitation TO pms_registry_tenant
    USING (organization_id = (SELECT own_organization()) AND (organization_id = (SELECT whole_organization()) OR hotel_id = ANY ((SELECT visible_hotels())::text[])));
CREATE POLICY own_rows ON api_key TO pms_registry_tenant USING (organization_id = (SELECT own_organization()));
CREATE POLICY own_rows ON api_key_hotel TO pms_registry_tenant USING (organization_id = (SELECT own_organization()));
CREATE POLICY own_rows ON api_key_address TO pms_registry_tenant USING (organization_id = (SELECT own_organization()));
