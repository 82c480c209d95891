// A coworking space of any size, loaded with a few statements over whole sets: one at a time would take hours. What is
// loaded is what the service would have written itself, movements included, so that `deskbank verify` finds no difference.

/** Rows that a migrated database has already. */
const country = 1901
const pounds = 3005
const london = 2023

const stamps = 'gen_random_uuid(), now(), now()'

/** One location with its settings, a type of rooms. Everything else hangs on it, under the id 1. */
export const spaceScript = `
insert into business (id, name, web_address, country_id, currency_id, simple_time_zone_id, unique_id, created_on, updated_on)
values (1, 'Riverside', 'riverside', ${country}, ${pounds}, ${london}, ${stamps});
insert into resource_type (id, business_id, name, unique_id, created_on, updated_on)
values (1, 1, 'Meeting room', ${stamps});
insert into business_setting (business_id, name, value, unique_id, created_on, updated_on)
select 1, name, value, ${stamps}
from (values ('Bookings.ChargeBookingsImmediately', 'True'), ('Bookings.RejectIfNoCreditIsAvailable', 'False'),
  ('Billing.PricesIncludeTax', 'True')) as setting (name, value);
`

export interface Customers {
  readonly first: number
  readonly last: number
  readonly creditsEach: number
}

/** What is in every credit at the start: more than any run can spend. */
export const startingCredit = 1_000_000_000

/** Customers with open credits that expire one, two, three … months from now. The k-th of n has the id (customer - 1) * n + k. */
export function customersScript({ first, last, creditsEach }: Customers): string {
  const creditId = `(customer - 1) * ${creditsEach} + k`
  return `
insert into coworker (id, full_name, email, businesses, invoicing_business_id, country_id, simple_time_zone_id, active,
  unique_id, created_on, updated_on)
select customer, 'Customer ' || customer, 'customer' || customer || '@example.com', '{1}', 1, ${country}, ${london}, true,
  ${stamps}
from generate_series(${first}, ${last}) customer;
insert into wallet (coworker_id, sequence)
select customer, ${creditsEach} from generate_series(${first}, ${last}) customer;
insert into coworker_booking_credit (id, coworker_id, business_id, description, cane_be_used_for_bookings,
  remaining_credit, total_credit, expire_date, unique_id, created_on, updated_on, updated_by)
select ${creditId}, customer, 1, 'Monthly credit', true, ${startingCredit}, ${startingCredit},
  now() + make_interval(months => k), ${stamps}, 'admin@example.com'
from generate_series(${first}, ${last}) customer, generate_series(1, ${creditsEach}) k;
insert into credit_movement (coworker_id, sequence, unit, coworker_booking_credit_id, kind, amount, remaining, occurred_at,
  recorded_at, made_by)
select customer, k, 'Money', ${creditId}, 'Grant', ${startingCredit}, ${startingCredit}, now(), now(), 'admin@example.com'
from generate_series(${first}, ${last}) customer, generate_series(1, ${creditsEach}) k;
`
}

/** A team whose first member pays for all of them; the others hold no credit of their own. */
export function teamScript(first: number, last: number): string {
  return `
${customersScript({ first, last: first, creditsEach: 3 })}
${customersScript({ first: first + 1, last, creditsEach: 0 })}
insert into team (id, business_id, name, team_members, paying_member_id, share_booking_credit, unique_id, created_on,
  updated_on)
select 1, 1, 'Foundry', array_agg(member), ${first}, true, ${stamps} from generate_series(${first}, ${last}) member;
`
}

/** Ids were given by hand, so the next ones start behind them. */
export const sequencesScript = [
  'business',
  'resource_type',
  'coworker',
  'coworker_booking_credit',
  'coworker_booking_credit_use_history',
  'coworker_contract',
  'tariff',
  'tariff_booking_credit',
  'team',
]
  .map(
    (table) =>
      `select setval(pg_get_serial_sequence('${table}', 'id'), (select coalesce(max(id), 0) + 1 from ${table}));`,
  )
  .join('\n')

/** The customers and credits of the reference, the same in number and in age. */
export function referenceScript(customers: number): string {
  return `
insert into purse (customer_id) select generate_series(1, ${customers});
insert into lot (customer_id, total, remaining, origin, expires_on)
select customer, ${startingCredit}, ${startingCredit}, k, now() + make_interval(months => k)
from generate_series(1, ${customers}) customer, generate_series(1, 3) k;
`
}
