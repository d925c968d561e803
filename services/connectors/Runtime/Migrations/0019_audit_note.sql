-- What goes on record in the registry, written with what it is about and kept until the registry has it.

CREATE TABLE audit_note (
    sequence bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    entry    json   NOT NULL
);
