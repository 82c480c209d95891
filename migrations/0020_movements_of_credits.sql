-- Every movement is of a credit that exists, as before; but a foreign key asks for one movement after the other and locks
-- every credit once more, whose balance the same transaction moves anyway. This asks for all movements of a statement at
-- once, and credits with movements stay.

alter table credit_movement
  drop constraint credit_movement_coworker_id_coworker_booking_credit_id_fkey,
  drop constraint credit_movement_coworker_id_coworker_extra_service_id_fkey;

create function refuse_movements_of_nothing() returns trigger language plpgsql as $$
declare
  stray record;
begin
  -- With `limit`, each credit is looked up by its key, however many there are: no plan puts all of them into a hash first.
  select coworker_id, sequence into stray from added m
  where (m.coworker_booking_credit_id is not null and (
      select c.id from coworker_booking_credit c
      where c.coworker_id = m.coworker_id and c.id = m.coworker_booking_credit_id limit 1) is null)
    or (m.coworker_extra_service_id is not null and (
      select c.id from coworker_extra_service c
      where c.coworker_id = m.coworker_id and c.id = m.coworker_extra_service_id limit 1) is null)
  limit 1;
  if found then
    raise foreign_key_violation
      using message = format('movement %s/%s is of no credit of the wallet', stray.coworker_id, stray.sequence);
  end if;
  return null;
end $$;

create trigger of_credit after insert on credit_movement referencing new table as added
  for each statement execute function refuse_movements_of_nothing();

create function refuse_end_of_credit() returns trigger language plpgsql as $$
begin
  if exists (
    select from credit_movement m
    where m.coworker_id = old.coworker_id and old.id = case tg_table_name
      when 'coworker_booking_credit' then m.coworker_booking_credit_id else m.coworker_extra_service_id end
  ) then
    raise foreign_key_violation using message = format('%s %s has movements, so it stays', tg_table_name, old.id);
  end if;
  return case tg_op when 'DELETE' then old else new end;
end $$;

create trigger kept before delete on coworker_booking_credit
  for each row execute function refuse_end_of_credit();
create trigger kept before delete on coworker_extra_service
  for each row execute function refuse_end_of_credit();
create trigger named_for_good before update of coworker_id, id on coworker_booking_credit
  for each row when ((old.coworker_id, old.id) <> (new.coworker_id, new.id)) execute function refuse_end_of_credit();
create trigger named_for_good before update of coworker_id, id on coworker_extra_service
  for each row when ((old.coworker_id, old.id) <> (new.coworker_id, new.id)) execute function refuse_end_of_credit();

create function refuse_end_of_all_credits() returns trigger language plpgsql as $$
begin
  if exists (select from credit_movement) then
    raise foreign_key_violation using message = format('there are movements, so %s stays', tg_table_name);
  end if;
  return null;
end $$;

-- Asked when all tables of the statement are empty: the journal may be one of them.
create trigger kept_together after truncate on coworker_booking_credit
  for each statement execute function refuse_end_of_all_credits();
create trigger kept_together after truncate on coworker_extra_service
  for each statement execute function refuse_end_of_all_credits();
