-- Charging bookings: when a booking is charged at the latest, and the settlement that did it.

alter table booking add column charge_due_on timestamptz;

-- Only what still waits for its end is in this index.
create index on booking (charge_due_on) where charge_due_on is not null;
create index on booking (coworker_id, charge_due_on) where charge_due_on is not null;

alter table settlement add column booking_id bigint;

create index on settlement (coworker_id, booking_id) where booking_id is not null;

-- The statement asks what a booking was that is there no longer.
create index on cancelled_booking (original_booking_id);
