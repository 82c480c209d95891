-- Plan credit: when a contract has something to be granted next, and what has been granted for good.

alter table coworker_contract add column grants_due_on timestamptz;
-- Since when a contract is on its plan, where that is not since its start: cycles count from there.
alter table coworker_contract add column plan_since timestamptz;

create index on coworker_contract (grants_due_on) where grants_due_on is not null;

-- One grant for a contract, an offer and the start of a period, however many processes run and whatever is deleted
-- later: the key outlives the credit.
create table grant_key (
  coworker_id  bigint not null,
  contract_id  bigint not null,
  unit         text not null check (unit in ('Money', 'Time')),
  offer_id     bigint not null,
  period_start timestamptz not null,
  -- Until when it was meant to last, whatever has become of the credit: what it covers is not granted again when the dates
  -- of the contract or the offer change.
  period_end   timestamptz not null,
  credit_id    bigint not null,
  primary key (coworker_id, contract_id, unit, offer_id, period_start)
);
