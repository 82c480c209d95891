// A coworking space of any size, loaded with a few statements over whole sets: one at a time would take hours. What is
// loaded is what the service would have written itself, movements included, so that `deskbank verify` finds no difference.

/** Rows that a migrated database has already. */
const country = 1901
const pounds = 3005
const london = 2023

const stamps = 'gen_random_uuid(), now(), now()'
const oldStamps = `gen_random_uuid(), now() - interval '11 days', now() - interval '11 days'`

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
  /** Uses of the past year, one unit each, taken from the credits in turn; none unless told otherwise. */
  readonly usesEach?: number
  /** The id before that of the first use. */
  readonly usesAfter?: number
}

/** How many a customer has that spending is measured on. */
export const creditsOfSpender = 3

/** What is in every credit at the start: more than any run can spend. */
const startingCredit = 1_000_000_000

/**
 * Customers with open credits that expire one, two, three … months from now. The k-th of n credits has the id
 * (customer - 1) * n + k; the credits of a customer with a history are as old as it.
 */
export function customersScript(customers: Customers): string {
  const { first, last, creditsEach, usesEach = 0 } = customers
  const creditId = `(customer - 1) * ${creditsEach} + k`
  // The first credits of the turn have one use more when it does not come out even.
  const used = usesEach === 0 ? '0' : `((${usesEach} - k + ${creditsEach}) / ${creditsEach})`
  const granted = `now() - interval '${usesEach === 0 ? 0 : 366} days'`
  const all = `generate_series(${first}, ${last}) customer`
  const each = `${all}, generate_series(1, ${creditsEach}) k`
  return `
insert into coworker (id, full_name, email, businesses, invoicing_business_id, country_id, simple_time_zone_id, active,
  unique_id, created_on, updated_on)
select customer, 'Customer ' || customer, 'customer' || customer || '@example.com', '{1}', 1, ${country}, ${london}, true,
  ${stamps}
from ${all};
insert into wallet (coworker_id, sequence, recorded_at)
select customer, ${creditsEach + usesEach}, ${creditsEach + usesEach === 0 ? 'null' : "date_trunc('milliseconds', now())"}
from ${all};
insert into coworker_booking_credit (id, coworker_id, business_id, description, cane_be_used_for_bookings,
  remaining_credit, total_credit, expire_date, unique_id, created_on, updated_on, updated_by)
select ${creditId}, customer, 1, 'Monthly credit', true, ${startingCredit} - ${used}, ${startingCredit},
  now() + make_interval(months => k), gen_random_uuid(), ${granted}, now(), 'admin@example.com'
from ${each};
insert into credit_movement (coworker_id, sequence, unit, coworker_booking_credit_id, kind, amount, remaining, occurred_at,
  recorded_at, made_by)
select customer, k, 'Money', ${creditId}, 'Grant', ${startingCredit}, ${startingCredit}, ${granted}, ${granted},
  'admin@example.com'
from ${each};
${usesEach === 0 ? '' : usesScript({ ...customers, usesEach })}`
}

function usesScript({ first, last, creditsEach, usesEach, usesAfter = 0 }: Customers): string {
  const useId = `${usesAfter} + (customer - ${first}) * ${usesEach} + n`
  const creditId = `(customer - 1) * ${creditsEach} + (n - 1) % ${creditsEach} + 1`
  const at = `now() - interval '365 days' * (1 - n / ${usesEach}::float8)`
  const each = `generate_series(${first}, ${last}) customer, generate_series(1, ${usesEach}) n`
  return `
insert into coworker_booking_credit_use_history (id, description, coworker_booking_credit_id, credit_used, unique_id,
  created_on, updated_on, updated_by, coworker_id, used_by_id)
select ${useId}, 'Meeting room', ${creditId}, 1, gen_random_uuid(), ${at}, ${at}, 'admin@example.com', customer, customer
from ${each};
insert into credit_movement (coworker_id, sequence, unit, coworker_booking_credit_id, kind, amount, remaining, use_id,
  occurred_at, recorded_at, made_by)
select customer, ${creditsEach} + n, 'Money', ${creditId}, 'Use', -1, ${startingCredit} - ((n - 1) / ${creditsEach} + 1),
  ${useId}, ${at}, ${at}, 'admin@example.com'
from ${each};
`
}

/** A team whose first member pays for all of them; the others hold no credit of their own. */
export function teamScript(first: number, last: number): string {
  return `
${customersScript({ first, last: first, creditsEach: creditsOfSpender })}
${customersScript({ first: first + 1, last, creditsEach: 0 })}
insert into team (id, business_id, name, team_members, paying_member_id, share_booking_credit, unique_id, created_on,
  updated_on)
select 1, 1, 'Foundry', array_agg(member), ${first}, true, ${stamps} from generate_series(${first}, ${last}) member;
`
}

/** One contract each on a plan that promises monthly credit, started ten days ago, with nothing granted so far. */
export function contractsScript(last: number): string {
  return `
insert into tariff (id, business_id, name, price, currency_id, cancellation_period, display_order, invoice_every,
  invoice_every_weeks, unique_id, created_on, updated_on)
values (1, 1, 'Full time', 100, ${pounds}, 0, 1, 1, 0, ${oldStamps});
insert into tariff_booking_credit (id, name, tariff_id, cane_be_used_for_bookings, credit, service_renewal_time, unique_id,
  created_on, updated_on)
values (1, 'Monthly credit', 1, true, 100, 0, ${oldStamps});
insert into coworker_contract (id, issued_by_id, coworker_id, tariff_id, start_date, billing_day, quantity, grants_due_on,
  unique_id, created_on, updated_on)
select customer, 1, customer, 1, current_date - 10, extract(day from current_date - 10), 1, current_date - 10,
  ${oldStamps}
from generate_series(1, ${last}) customer;
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
