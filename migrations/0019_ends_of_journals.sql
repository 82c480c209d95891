-- When the last movement of a wallet was recorded stands beside its number: whoever appends the next one holds the row
-- anyway, and need not look for the last. In milliseconds, which is how precise the service is.
alter table wallet add column recorded_at timestamptz;

update wallet set recorded_at = (
  select date_trunc('milliseconds', m.recorded_at + interval '999 microseconds') from credit_movement m
  where m.coworker_id = wallet.coworker_id and m.sequence = wallet.sequence);

-- A settlement comes after all others, wherever its customer stands: one page takes them all.
alter table settlement drop constraint settlement_pkey, add constraint settlement_pkey primary key (id, coworker_id);
