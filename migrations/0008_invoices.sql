-- Invoices: what a line charges and for how much, so that credit can pay it, and which periods of a contract are billed.

alter table coworker_invoice_line
  -- Product, Pass, Plan or Other; empty for what universal credit does not pay, such as the charge of a booking.
  add column charge_kind        text,
  -- The customer who bought it, and where.
  add column charge_coworker_id bigint,
  add column charge_business_id bigint,
  -- The product, the pass or the plan.
  add column charged_id         bigint,
  -- The price before credit, with or without tax as prices are typed at the location.
  add column charge_amount      numeric(19,4),
  add column includes_tax       boolean;

create index on coworker_product (coworker_invoice_id) where coworker_invoice_id is not null;

-- One line for a contract and the start of a period, however often a bill run is asked for. Voiding takes the key away.
create table invoiced_period (
  coworker_id              bigint not null references wallet,
  contract_id              bigint not null,
  period_start             timestamptz not null,
  coworker_invoice_line_id bigint not null,
  primary key (coworker_id, contract_id, period_start)
);

create index on invoiced_period (coworker_invoice_line_id);

-- A line is charged once; whoever asks again gets the first answer.
alter table settlement
  add column coworker_invoice_line_id bigint,
  add column answer                   text;

create index on settlement (coworker_id, coworker_invoice_line_id) where coworker_invoice_line_id is not null;
