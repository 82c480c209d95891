-- What a spend is planned on may have been read before its transaction began, if nothing of it has changed since. Balances
-- move the sequence of their wallet; everything else about a wallet that decides what it may pay moves its stamp, whoever
-- changes it and how; and what many wallets share, their teams and the names of offers, moves the version of the catalogue.

alter table wallet add column stamp bigint not null default 0;

create function stamp_wallet() returns trigger language plpgsql as $$
begin
  update wallet set stamp = stamp + 1 where coworker_id in (old.coworker_id, new.coworker_id);
  return null;
end $$;

-- Of these columns alone: a spend moves what is left and nothing else.
create trigger stamped after update of coworker_id, id, business_id, description, tariff_booking_credit_id, contract_id, sale_id,
    valid_from, expire_date, created_on, deleted_on, use_credit_price, cane_be_used_for_bookings, cane_be_used_for_events,
    is_universal_credit, applies_to_charges, elegible_resource_types, event_categories, elegible_products, elegible_passes,
    elegible_tariffs on coworker_booking_credit
  for each row execute function stamp_wallet();

-- A contract says when its credit ends and which plans a customer is on.
create trigger stamped after insert or delete on coworker_contract
  for each row execute function stamp_wallet();
create trigger stamped_anew after update of coworker_id, tariff_id, start_date, cancellation_date on coworker_contract for each row
  when ((old.coworker_id, old.tariff_id, old.start_date, old.cancellation_date)
    is distinct from (new.coworker_id, new.tariff_id, new.start_date, new.cancellation_date))
  execute function stamp_wallet();

create function stamp_wallet_of_contract() returns trigger language plpgsql as $$
begin
  update wallet set stamp = stamp + 1 where coworker_id in (
    select coworker_id from coworker_contract where id in (old.coworker_contract_id, new.coworker_contract_id));
  return null;
end $$;

create trigger stamped after insert or update or delete on contract_paused_period
  for each row execute function stamp_wallet_of_contract();

-- Whether a customer is suspended, and to which locations they belong.
create function stamp_wallet_of_customer() returns trigger language plpgsql as $$
begin
  update wallet set stamp = stamp + 1 where coworker_id in (old.id, new.id);
  return null;
end $$;

create trigger stamped after delete on coworker
  for each row execute function stamp_wallet_of_customer();
create trigger stamped_anew after update on coworker for each row
  when ((old.id, old.active, old.archived, old.businesses, old.invoicing_business_id)
    is distinct from (new.id, new.active, new.archived, new.businesses, new.invoicing_business_id))
  execute function stamp_wallet_of_customer();

create trigger catalogue_version after insert or update or delete or truncate on team
  for each statement execute function move_catalogue_version();
create trigger catalogue_version after update of name or delete or truncate on tariff_booking_credit
  for each statement execute function move_catalogue_version();

-- Says that a statement was planned on what is not so any more, and so does nothing.
create function refuse_outdated(what text) returns text language plpgsql as $$
begin
  raise exception 'planned on what is not so any more: %', what using errcode = 'WS001';
end $$;

-- A statement that has moved the balances of the credits itself says so, and its movements are not asked for them again; it
-- also counts the uses that it adds.
drop trigger of_credit on credit_movement;
create trigger of_credit after insert on credit_movement referencing new table as added
  for each statement when (current_setting('deskbank.sees_to_it', true) is distinct from 'on')
  execute function refuse_movements_of_nothing();
drop trigger count_added on coworker_booking_credit_use_history;
create trigger count_added after insert on coworker_booking_credit_use_history referencing new table as added
  for each statement when (current_setting('deskbank.sees_to_it', true) is distinct from 'on')
  execute function count_added();
