-- The ledger: one permanent row per customer is the lock of everything the customer holds, the journal is the truth,
-- and the balances on the credits are caches of it. Every key starts with the customer, so that customers can be
-- spread over machines without changing a statement.

create table wallet (
  coworker_id bigint primary key,
  sequence    bigint not null default 0
) with (fillfactor = 50);

-- Balances move with every spend; with room beside them the row stays on its page and no index has to follow.
alter table coworker_booking_credit set (fillfactor = 80);
alter table coworker_extra_service set (fillfactor = 80);

create table credit_movement (
  coworker_id                bigint not null,
  sequence                   bigint not null,
  unit                       text not null check (unit in ('Money', 'Time')),
  coworker_booking_credit_id bigint,
  coworker_extra_service_id  bigint,
  kind                       text not null check (kind in ('Grant', 'Use', 'Return', 'Adjust', 'Edit', 'Void')),
  amount                     numeric(19,4) not null,
  remaining                  numeric(19,4) not null check (remaining >= 0),
  use_id                     bigint,
  occurred_at                timestamptz not null,
  recorded_at                timestamptz not null,
  made_by                    text not null,
  reason                     text,
  receipt_key                text,
  primary key (coworker_id, sequence),
  -- A movement is of money or of time, never of both.
  check ((unit = 'Money') = (coworker_booking_credit_id is not null)),
  check ((unit = 'Time') = (coworker_extra_service_id is not null)),
  foreign key (coworker_id, coworker_booking_credit_id) references coworker_booking_credit (coworker_id, id),
  foreign key (coworker_id, coworker_extra_service_id) references coworker_extra_service (coworker_id, id)
);

create index on credit_movement (coworker_id, coworker_booking_credit_id, occurred_at, sequence)
  where coworker_booking_credit_id is not null;
create index on credit_movement (coworker_id, coworker_extra_service_id, occurred_at, sequence)
  where coworker_extra_service_id is not null;

-- The journal is append-only. What is corrected is corrected by a further movement.
create function refuse_rewriting() returns trigger language plpgsql as $$
begin
  raise exception 'the journal is append-only: movement %/% stays as it is', old.coworker_id, old.sequence;
end $$;

create trigger append_only before update or delete on credit_movement
  for each row execute function refuse_rewriting();

-- A wallet with movements stays. A foreign key would say the same, but would be asked at every movement; this is asked at
-- the end of a wallet, which never comes.
create function refuse_end_of_wallet() returns trigger language plpgsql as $$
begin
  if exists (select from credit_movement where coworker_id = old.coworker_id) then
    raise foreign_key_violation using message = format('wallet %s has movements, so it stays', old.coworker_id);
  end if;
  return old;
end $$;

create trigger kept before delete on wallet
  for each row execute function refuse_end_of_wallet();

-- The last guard: whatever the code believes, no balance leaves these bounds.
alter table coworker_booking_credit
  add check (remaining_credit >= 0 and remaining_credit <= total_credit);
alter table coworker_extra_service
  add check (remaining_uses >= 0 and remaining_uses <= total_uses);

create table receipt (
  user_id      bigint not null,
  method       text not null,
  path         text not null,
  key          text not null,
  request_hash text not null,
  message      text,
  value        text,
  -- The answer to a spend is the explanation of its settlement, which is not written twice.
  coworker_id   bigint,
  settlement_id bigint,
  updated_on   timestamptz,
  updated_by   text,
  created_on   timestamptz not null default now(),
  primary key (user_id, method, path, key)
);

create table access_token (
  token_hash text primary key,
  user_id    bigint not null references user_account on delete cascade,
  expires_at timestamptz not null
);

create index on access_token (user_id);

-- One refresh token per user and client: the next sign-in ends the one before.
create table refresh_token (
  user_id    bigint not null references user_account on delete cascade,
  client_id  text not null,
  token_hash text not null unique,
  expires_at timestamptz not null,
  primary key (user_id, client_id)
);

create unique index on user_account (lower(email));

-- Figures of bookings, invoices and teams are looked up by these.
create index on coworker_extra_service (booking_id);
create index on coworker_invoice_line (booking_unique_id);
create index on team using gin (team_members);
create index on coworker using gin (businesses);
