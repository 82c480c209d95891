-- Where a credit comes from, which settlement a use belongs to, and why the settlement came out as it did.

-- Immutable origin: the contract or the sale that granted the credit; neither is a credit by hand. The labels that
-- travel (CoworkerContractUniqueId, CoworkerProductUniqueId) say nothing certain, because callers may write them.
alter table coworker_booking_credit
  add column contract_id bigint,
  add column sale_id     bigint;
alter table coworker_extra_service
  add column contract_id bigint,
  add column sale_id     bigint;

-- One answer to the question who pays: its charges, and for each credit what it paid or why it did not.
create table settlement (
  coworker_id bigint not null,
  id          bigint generated always as identity,
  reference   text,
  -- JSON as it was answered, so it is kept to the letter and not looked into when it is written.
  explanation text not null,
  made_by     text not null,
  created_on  timestamptz not null,
  primary key (coworker_id, id)
);

create index on settlement (coworker_id, reference) where reference is not null;

-- The allocation as it was decided; releases unwind it by rank and never plan it anew.
alter table coworker_booking_credit_use_history
  add column settlement_id bigint,
  add column charge_index  integer,
  add column rank          integer;
alter table coworker_extra_service_use_history
  add column settlement_id bigint,
  add column charge_index  integer,
  add column rank          integer;

-- The settings and the tree of locations are asked for with every settlement.
create index on business_setting (business_id, lower(name));

-- The business clock: empty follows real time, a row stands still where the sandbox has put it.
create table business_clock (
  only_row boolean primary key default true check (only_row),
  stands_at timestamptz not null
);
