-- Credits by their identifier in another system, so that a file can be imported again.

create index on coworker_booking_credit (system_id) where system_id is not null;
