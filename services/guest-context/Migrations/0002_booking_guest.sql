-- Who is on which booking: leads from a guest to the stays, and from a booking number to the guest. Dates and status stay with the booking, kept once.
CREATE TABLE booking_guest (
    hotel_id            text COLLATE "C" NOT NULL,
    connection_id       text COLLATE "C" NOT NULL,
    guest_external_id   text COLLATE "C" NOT NULL,
    booking_external_id text COLLATE "C" NOT NULL,
    -- 0 is whom the booking is held under.
    position            smallint NOT NULL,
    -- Booked, but does not stay.
    is_booker           boolean NOT NULL,
    PRIMARY KEY (guest_external_id, booking_external_id, hotel_id, connection_id)
);

CREATE INDEX booking_guest_by_booking ON booking_guest (booking_external_id, hotel_id, connection_id);
