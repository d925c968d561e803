-- What each guest profile is now, and which profile speaks for it after a merge.
CREATE TABLE guest (
    hotel_id      text COLLATE "C" NOT NULL,
    connection_id text COLLATE "C" NOT NULL,
    external_id   text COLLATE "C" NOT NULL,
    vendor        text NOT NULL,
    -- The profile this one was merged into, as the vendor says it; null for one that stands on its own.
    merged_into   text COLLATE "C",
    ordered_at    timestamptz NOT NULL,
    observed_at   timestamptz NOT NULL,
    content_hash  text COLLATE "C" NOT NULL,
    payload       bytea NOT NULL,
    PRIMARY KEY (external_id, hotel_id, connection_id)
) WITH (fillfactor = 90);

ALTER TABLE guest ALTER COLUMN payload SET STORAGE EXTERNAL;

CREATE INDEX guest_by_merge ON guest (merged_into, hotel_id, connection_id) WHERE merged_into IS NOT NULL;

-- The end of each chain of merges. Only merged profiles have a row; one in a circle of merges points to itself.
CREATE TABLE guest_alias (
    hotel_id           text COLLATE "C" NOT NULL,
    connection_id      text COLLATE "C" NOT NULL,
    guest_external_id  text COLLATE "C" NOT NULL,
    person_external_id text COLLATE "C" NOT NULL,
    PRIMARY KEY (guest_external_id, hotel_id, connection_id)
);

CREATE INDEX guest_alias_by_person ON guest_alias (person_external_id, hotel_id, connection_id);
