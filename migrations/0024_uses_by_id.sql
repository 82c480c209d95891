-- A use comes after all others, wherever its credit stands: one page of the index takes them all, as with settlements. Those of a
-- customer are found by the credits that are theirs.
alter table coworker_booking_credit_use_history
  drop constraint coworker_booking_credit_use_history_pkey,
  add constraint coworker_booking_credit_use_history_pkey primary key (id, coworker_id);
drop index coworker_booking_credit_use_history_id_idx;

alter table coworker_extra_service_use_history
  drop constraint coworker_extra_service_use_history_pkey,
  add constraint coworker_extra_service_use_history_pkey primary key (id, coworker_id);
drop index coworker_extra_service_use_history_id_idx;
