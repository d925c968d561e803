-- When a whole kind was last confirmed with the vendor: connectors publish what changed only, and a completed run vouches for the rest.
CREATE TABLE connection_freshness (
    hotel_id      text COLLATE "C" NOT NULL,
    connection_id text COLLATE "C" NOT NULL,
    bookings_at   timestamptz,
    guests_at     timestamptz,
    rooms_at      timestamptz,
    PRIMARY KEY (hotel_id, connection_id)
);
