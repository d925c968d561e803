-- What was done, by whom, when: appended to, never changed. Every entry's hash is over the one before it, so that a change or a gap shows.

CREATE FUNCTION audit_instant(written text) RETURNS timestamptz LANGUAGE sql IMMUTABLE
-- Entries name their offset: nothing of the session's settings goes into it.
AS $$ SELECT written::timestamptz $$;

CREATE TABLE audit_entry (
    sequence        bigint      PRIMARY KEY,
    -- The text as it was written: what is hashed. The columns follow from it and cannot say anything else.
    document        json        NOT NULL,
    entry_id        uuid        NOT NULL GENERATED ALWAYS AS ((document ->> 'id')::uuid) STORED CONSTRAINT audit_entry_once UNIQUE,
    occurred_at     timestamptz NOT NULL GENERATED ALWAYS AS (audit_instant(document ->> 'occurredAt')) STORED,
    organization_id text        GENERATED ALWAYS AS (document ->> 'organizationId') STORED,
    hotel_id        text        GENERATED ALWAYS AS (document ->> 'hotelId') STORED,
    actor           text        NOT NULL GENERATED ALWAYS AS (coalesce(document #>> '{actor,id}', document #>> '{actor,name}')) STORED,
    action          text        NOT NULL GENERATED ALWAYS AS (document ->> 'action') STORED,
    target          text        NOT NULL GENERATED ALWAYS AS (document ->> 'target') STORED,
    outcome         text        NOT NULL GENERATED ALWAYS AS (document ->> 'outcome') STORED,
    previous_hash   bytea       NOT NULL,
    hash            bytea       NOT NULL CHECK (length(hash) = 32)
);

CREATE INDEX audit_entry_by_organization ON audit_entry (organization_id, sequence DESC);
CREATE INDEX audit_entry_by_hotel ON audit_entry (hotel_id, sequence DESC);
CREATE INDEX audit_entry_by_time ON audit_entry (occurred_at);

-- Where entries are written together with what they are about. At the commit, when nothing else is waited for any more, they are put into the chain.
CREATE TABLE audit_intake (
    entry_id uuid PRIMARY KEY,
    document json NOT NULL
);

CREATE FUNCTION chain_audit() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT
AS $$
DECLARE
    place  bigint;
    before bytea;
BEGIN
    -- One after the other: the next entry needs this one's hash. Held until the commit, which comes at once.
    PERFORM pg_advisory_xact_lock(hashtext('pms-audit'));
    DELETE FROM audit_intake WHERE entry_id = NEW.entry_id;
    IF EXISTS (SELECT FROM audit_entry WHERE entry_id = NEW.entry_id) THEN
        RETURN NULL;
    END IF;
    SELECT sequence, hash INTO place, before FROM audit_entry ORDER BY sequence DESC LIMIT 1;
    place := coalesce(place, 0) + 1;
    before := coalesce(before, '\x');
    INSERT INTO audit_entry (sequence, document, previous_hash, hash)
    VALUES (place, NEW.document, before, sha256(before || int8send(place) || convert_to(NEW.document::text, 'UTF8')));
    RETURN NULL;
END $$;

CREATE CONSTRAINT TRIGGER chain AFTER INSERT ON audit_intake DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION chain_audit();

CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql
AS $$ BEGIN RAISE EXCEPTION 'The audit log is appended to and never changed.' USING ERRCODE = 'insufficient_privilege'; END $$;

CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_entry FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- Also for the owner, who is the service itself.
DO $$ BEGIN EXECUTE format('REVOKE UPDATE, DELETE, TRUNCATE ON audit_entry FROM %I', current_user); END $$;

GRANT INSERT ON audit_intake TO pms_registry_tenant;
GRANT SELECT ON audit_entry TO pms_registry_tenant;
ALTER TABLE audit_intake ENABLE ROW LEVEL SECURITY;
ALTER TABLE audit_entry ENABLE ROW LEVEL SECURITY;

-- Nobody puts anything on another organisation's record.
CREATE POLICY own_rows ON audit_intake TO pms_registry_tenant
    USING (true)
    WITH CHECK (document ->> 'organizationId' IS NOT DISTINCT FROM (SELECT own_organization()) OR document ->> 'hotelId' = ANY ((SELECT visible_hotels())::text[]));
CREATE POLICY own_rows ON audit_entry TO pms_registry_tenant
    USING (hotel_id = ANY ((SELECT visible_hotels())::text[]) OR organization_id = (SELECT whole_organization()));
