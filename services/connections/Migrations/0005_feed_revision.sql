-- Every change of what others read counts up a revision, whoever makes it and however: a reader that has the newest revision has everything.

CREATE TABLE feed_revision (
    -- hotels, or connections/ with a vendor's slug.
    feed     text   PRIMARY KEY,
    revision bigint NOT NULL
);

INSERT INTO feed_revision (feed, revision) VALUES ('hotels', 1);

-- With the owner's rights: whoever may change a hotel need not be allowed to touch revisions.
-- The row stays locked until the change is committed: revisions are in the order of commits, and nobody reads a later one without the earlier.
CREATE FUNCTION count_feed(changed text) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    INSERT INTO feed_revision AS f (feed, revision) VALUES (changed, 1)
    ON CONFLICT (feed) DO UPDATE SET revision = f.revision + 1;
    PERFORM pg_notify('pms_feed', changed);
END $$;

CREATE FUNCTION count_hotels() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM count_feed('hotels');
    RETURN NULL;
END $$;

CREATE TRIGGER feed_counts AFTER INSERT OR UPDATE OR DELETE ON hotel FOR EACH STATEMENT EXECUTE FUNCTION count_hotels();

CREATE FUNCTION count_connections() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND NEW IS NOT DISTINCT FROM OLD THEN
        RETURN NULL;
    END IF;
    PERFORM count_feed('connections/' || coalesce(NEW.vendor, OLD.vendor));
    RETURN NULL;
END $$;

CREATE TRIGGER feed_counts AFTER INSERT OR UPDATE OR DELETE ON connection FOR EACH ROW EXECUTE FUNCTION count_connections();

CREATE FUNCTION count_schedules() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM count_feed('connections/' || c.vendor) FROM connection c WHERE c.connection_id = coalesce(NEW.connection_id, OLD.connection_id);
    RETURN NULL;
END $$;

CREATE TRIGGER feed_counts AFTER INSERT OR UPDATE OR DELETE ON schedule FOR EACH ROW EXECUTE FUNCTION count_schedules();
