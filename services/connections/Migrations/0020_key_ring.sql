-- The key ring that seals credentials. Every key's secret is wrapped by a master key that is kept elsewhere.

CREATE TABLE key_ring (
    key_id        uuid        PRIMARY KEY,
    -- As ASP.NET Data Protection writes it (XML).
    element       text        NOT NULL,
    -- Which master key wrapped it, beside the element's own word, for people.
    master_key_id text        NOT NULL,
    activates_at  timestamptz NOT NULL,
    created_at    timestamptz NOT NULL
);

-- One row: grows with every change, also one by hand. Writers of the ring wait for each other here.
CREATE TABLE key_ring_revision (
    is_only  boolean PRIMARY KEY DEFAULT true CHECK (is_only),
    revision bigint  NOT NULL
);

INSERT INTO key_ring_revision (revision) VALUES (1);

CREATE FUNCTION key_ring_changed() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT
AS $$
BEGIN
    UPDATE key_ring_revision SET revision = revision + 1;
    RETURN NULL;
END $$;

CREATE TRIGGER changed AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON key_ring FOR EACH STATEMENT EXECUTE FUNCTION key_ring_changed();
