-- Product sales: when a sale that waits for a date releases what its product promises.
alter table coworker_product add column activation_due_on timestamptz;

create index on coworker_product (activation_due_on) where activation_due_on is not null;
create index on coworker_product (coworker_id, activation_due_on) where activation_due_on is not null;
create index on coworker_booking_credit (coworker_id, sale_id) where sale_id is not null;
create index on coworker_extra_service (coworker_id, sale_id) where sale_id is not null;
