-- A second script that stands on the first.
INSERT INTO things (id, name) VALUES (1, 'one; with a semicolon');

CREATE FUNCTION name_of(thing integer) RETURNS text LANGUAGE plpgsql AS $$
BEGIN
    RETURN (SELECT name FROM things WHERE id = thing);
END;
$$;
