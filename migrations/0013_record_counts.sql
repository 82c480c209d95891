-- How many records there are of what grows without end, so that a list says its total without walking through all of it.
-- Every statement that adds or ends records adds a row here in its own transaction; nobody waits for a row of somebody
-- else, and the total is the sum. `deskbank` puts the rows together from time to time.

create table record_count (
  table_name name not null,
  change     bigint not null
);

create index on record_count (table_name) include (change);

create function count_added() returns trigger language plpgsql as $$
begin
  insert into record_count select tg_table_name, count(*) from added having count(*) > 0;
  return null;
end $$;

create function count_removed() returns trigger language plpgsql as $$
begin
  insert into record_count select tg_table_name, -count(*) from removed having count(*) > 0;
  return null;
end $$;

-- A credit that is deleted stays as a row and is no record any more.
create function count_marked() returns trigger language plpgsql as $$
begin
  insert into record_count values (tg_table_name, case when new.deleted_on is null then 1 else -1 end);
  return null;
end $$;

create procedure count_records_of(counted name) language plpgsql as $$
begin
  execute format('create trigger count_added after insert on %I referencing new table as added
    for each statement execute function count_added()', counted);
  execute format('create trigger count_removed after delete on %I referencing old table as removed
    for each statement execute function count_removed()', counted);
end $$;

call count_records_of('coworker_booking_credit');
call count_records_of('coworker_booking_credit_use_history');
call count_records_of('coworker_extra_service');
call count_records_of('coworker_extra_service_use_history');
call count_records_of('booking');
call count_records_of('coworker_invoice');
call count_records_of('coworker_invoice_line');
drop procedure count_records_of;

create trigger count_marked after update of deleted_on on coworker_booking_credit for each row
  when ((old.deleted_on is null) <> (new.deleted_on is null)) execute function count_marked();
create trigger count_marked after update of deleted_on on coworker_extra_service for each row
  when ((old.deleted_on is null) <> (new.deleted_on is null)) execute function count_marked();

-- Counts everything anew: after a load that passed by the triggers.
create procedure recount_records() language plpgsql as $$
begin
  -- Whoever adds records waits until they are all counted.
  lock table record_count in exclusive mode;
  delete from record_count;
  insert into record_count
    select 'coworker_booking_credit', count(*) from coworker_booking_credit where deleted_on is null
    union all select 'coworker_booking_credit_use_history', count(*) from coworker_booking_credit_use_history
    union all select 'coworker_extra_service', count(*) from coworker_extra_service where deleted_on is null
    union all select 'coworker_extra_service_use_history', count(*) from coworker_extra_service_use_history
    union all select 'booking', count(*) from booking
    union all select 'coworker_invoice', count(*) from coworker_invoice
    union all select 'coworker_invoice_line', count(*) from coworker_invoice_line;
end $$;

call recount_records();
