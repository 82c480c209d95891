-- The yardstick: spending as one would write it by hand when nothing but speed counts. One stored function, no HTTP, no
-- sign-in, no terms of credit, no journal, no explanation; but the same durable work: a request is honoured once, the
-- wallet of a customer is locked and counts on, credits burn in their order, each share is written down.

create table purse (
  customer_id bigint primary key,
  sequence    bigint not null default 0
);

create table lot (
  id          bigint generated always as identity primary key,
  customer_id bigint not null references purse,
  total       numeric(19,4) not null,
  remaining   numeric(19,4) not null check (remaining >= 0),
  origin      integer not null,
  expires_on  timestamptz,
  updated_on  timestamptz not null default now()
);
create index on lot (customer_id);

create table share (
  id          bigint generated always as identity primary key,
  lot_id      bigint not null references lot,
  customer_id bigint not null,
  sequence    bigint not null,
  amount      numeric(19,4) not null,
  remaining   numeric(19,4) not null,
  created_on  timestamptz not null default now()
);
create index on share (lot_id);

create table request (
  key         uuid primary key,
  customer_id bigint not null,
  created_on  timestamptz not null default now()
);

-- Answers the last share written; null when the request was honoured before.
create function spend(customer bigint, price numeric, request_key uuid) returns bigint
language plpgsql as $$
declare
  open_price  numeric := price;
  next_number bigint;
  candidate   record;
  paid        numeric;
  answer      bigint;
begin
  insert into request (key, customer_id) values (request_key, customer) on conflict do nothing;
  if not found then
    return null;
  end if;

  update purse set sequence = sequence + 1 where customer_id = customer returning sequence into next_number;

  for candidate in
    select l.id, l.remaining
    from lot l
    where l.customer_id = customer
      and l.remaining > 0
      and (l.expires_on is null or l.expires_on > now())
    order by l.origin, l.expires_on nulls last, l.id
    for update
  loop
    paid := least(open_price, candidate.remaining);
    open_price := open_price - paid;
    update lot set remaining = candidate.remaining - paid, updated_on = now() where id = candidate.id;
    insert into share (lot_id, customer_id, sequence, amount, remaining)
    values (candidate.id, customer, next_number, paid, candidate.remaining - paid)
    returning id into answer;
    exit when open_price = 0;
  end loop;

  return answer;
end $$;
