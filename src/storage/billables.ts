// What is waiting to be put on an invoice of a customer, with its price, its tax and the labels of its line.

import { type RawBuilder, sql } from 'kysely'
import type { Amount } from '../engine/amount.ts'
import type { ChargeKind } from '../engine/charge.ts'
import type { Executor } from './database.ts'
import { timestamp } from './derived.ts'

export type BillableSource =
  | 'Plan'
  | 'SignUp'
  | 'ContractProduct'
  | 'Booking'
  | 'Ticket'
  | 'Product'
  | 'Pass'
  | 'Charge'

export interface Billable {
  readonly source: BillableSource
  readonly id: number
  readonly uniqueId: string
  /** Null for what universal credit does not pay: bookings and tickets have been charged already (domain F6, H9). */
  readonly kind: Exclude<ChargeKind, 'Booking' | 'Event'> | null
  readonly coworkerId: number
  readonly businessId: number
  readonly businessUniqueId: string
  readonly currencyId: number
  readonly currencyCode: string
  readonly decimals: number
  readonly name: string
  readonly notes: string | null
  readonly displayAs: string | null
  readonly purchaseOrder: string | null
  readonly quantity: number
  readonly unitPrice: Amount
  /** What all discounts are worth. */
  readonly discount: Amount
  /** For the whole quantity, after a discount in money; on the basis on which prices are typed. */
  readonly amount: Amount
  /** Still to be taken off the amount, in percent. */
  readonly discountPercent: Amount
  readonly soldOn: number | null
  /** The product, pass or plan. */
  readonly chargedId: number | null
  readonly contractId: number | null
  readonly contractUniqueId: string | null
  readonly bookingUniqueId: string | null
  readonly rateUniqueId: string | null
  /** In percent. */
  readonly taxRate: Amount | null
  readonly taxName: string | null
  readonly accountCode: string | null
  readonly accountName: string | null
}

/** The same as it is found: what is beyond all amounts is none. */
export type FoundBillable = Omit<Billable, 'discount' | 'amount'> &
  Partial<Pick<Billable, 'discount' | 'amount'>>

// The columns that every kind of item fills, in this order; the names are those of `pending` below.
const names = sql`(source, id, unique_id, kind, coworker_id, business_id, currency_id, name, notes, display_as,
  purchase_order, quantity, unit_price, discount, sold_on, charged_id, contract_id, contract_unique_id,
  booking_unique_id, rate_unique_id, tax_rate_id, reduced_id, exempt_id, account_id)`

// The best discount on plans that a team of the customer has, in percent (domain G9).
const planDiscount = sql`case i.source when 'Plan' then least(100, coalesce((
  select max(discount_tariffs) from team where team_members @> array[i.coworker_id]), 0)) else 0 end`

const contracts = sql`
  select 'Plan' as source, k.id, k.unique_id, 'Plan' as kind, k.coworker_id, k.issued_by_id, t.currency_id, t.name, k.notes,
    t.invoice_line_display_as, k.purchase_order, k.quantity, coalesce(k.price, t.price), 0, k.start_date, t.id, k.id, k.unique_id, null::uuid,
    null::uuid, t.tax_rate_id, null::bigint, null::bigint, t.financial_account_id
  from coworker_contract k join tariff t on t.id = k.tariff_id
  union all
  select 'SignUp', k.id, k.unique_id, 'Plan', k.coworker_id, k.issued_by_id, t.currency_id, t.name || ', sign-up', k.notes,
    t.invoice_line_display_as, k.purchase_order, 1, t.sign_up_fee, 0, k.start_date, t.id, k.id, k.unique_id, null::uuid,
    null::uuid, t.tax_rate_id, null::bigint, null::bigint, t.financial_account_id
  from coworker_contract k join tariff t on t.id = k.tariff_id
  where k.include_signup_fee and t.sign_up_fee > 0
    and not exists (select from invoiced_period i where i.coworker_id = k.coworker_id and i.contract_id = k.id)
  union all
  select 'ContractProduct', i.id, i.unique_id, 'Product', k.coworker_id, k.issued_by_id, p.currency_id, p.name, i.notes,
    p.invoice_line_display_as, k.purchase_order, i.quantity, coalesce(i.price, p.price), 0, k.start_date, p.id, k.id,
    k.unique_id, null::uuid, null::uuid, p.tax_rate_id, p.reduced_tax_rate_id, p.exempt_tax_rate_id,
    p.financial_account_id
  from contract_product i
  join coworker_contract k on k.id = i.coworker_contract_id
  join product p on p.id = i.product_id`

const sales = (now: number) => sql`
  select 'Product', s.id, s.unique_id, 'Product', s.coworker_id, s.business_id, p.currency_id, p.name, s.notes,
    p.invoice_line_display_as, s.purchase_order, s.quantity, coalesce(s.price, p.price), s.discount_amount, s.sale_date,
    p.id, null::bigint, s.contract_product_unique_id, s.booking_unique_id, null::uuid, p.tax_rate_id,
    p.reduced_tax_rate_id, p.exempt_tax_rate_id, p.financial_account_id
  from coworker_product s join product p on p.id = s.product_id
  where not s.invoiced and s.coworker_invoice_id is null
    and coalesce(s.invoice_on, s.repeat_from, ${timestamp(now)}) <= ${timestamp(now)}
  union all
  select 'Pass', h.id, h.unique_id, 'Pass', h.coworker_id, h.business_id, p.currency_id, p.name, h.notes,
    p.invoice_line_display_as, h.purchase_order, 1, h.price, 0, h.created_on, p.id, null::bigint, null::uuid, null::uuid,
    null::uuid, p.tax_rate_id, p.reduced_tax_rate_id, p.exempt_tax_rate_id, p.financial_account_id
  from coworker_time_pass h join time_pass p on p.id = h.time_pass_id
  where not h.invoiced and not h.free and not h.is_from_tariff and h.price > 0
  union all
  select 'Charge', g.id, g.unique_id, 'Other', g.coworker_id, g.business_id, b.currency_id,
    coalesce(g.description, 'Charge'), null, g.invoice_line_display_as, g.purchase_order, g.quantity,
    (g.total_amount - g.credit_amount) / greatest(g.quantity, 1), 0, g.sale_date, null::bigint, null::bigint,
    g.contract_unique_id, g.booking_unique_id, null::uuid, g.tax_rate_id, null::bigint, null::bigint,
    g.financial_account_id
  from (select *, coworker_contract_unique_id as contract_unique_id from charge) g
  join business b on b.id = g.business_id
  where not g.invoiced and coalesce(g.repeat_from, ${timestamp(now)}) <= ${timestamp(now)}`

// The charge of a booking carries its price after credit; its rate says how it is taxed. A ticket costs what its uses leave.
const charged = sql`
  select 'Booking', c.id, c.unique_id, null, c.coworker_id, c.business_id, r.currency_id,
    coalesce(c.booking_resource_name, r.name), c.notes, r.invoice_line_display_as, c.purchase_order, 1,
    coalesce(c.price, 0), 0, c.booking_from_time, null::bigint, null::bigint, null::uuid, c.booking_unique_id,
    r.unique_id, r.tax_rate_id, r.reduced_tax_rate_id, r.exempt_tax_rate_id, r.financial_account_id
  from coworker_extra_service c join extra_service r on r.id = c.extra_service_id
  where c.automatically_added and not c.invoiced and c.deleted_on is null
  union all
  select 'Ticket', a.id, a.unique_id, null, a.coworker_id, e.business_id, p.currency_id, e.name || ', ' || p.name, null, null,
    a.purchase_order, 1,
    greatest(0, a.charged_price - (select coalesce(sum(u.credit_used), 0)
      from coworker_booking_credit_use_history u where u.event_attendee_id = a.id)), 0, a.charged_on, null::bigint,
    null::bigint, null::uuid, null::uuid, null::uuid, p.tax_rate_id, null::bigint, null::bigint, p.financial_account_id
  from event_attendee a
  join calendar_event e on e.id = a.calendar_event_id
  join event_product p on p.id = a.event_product_id
  where a.charged_on is not null and not a.invoiced`

// What the customer is taxed: a rate of their own, else the one of their kind, else the default of the location.
const rateId = sql`coalesce(
  case w.tax_rate_type when 2 then i.reduced_id when 3 then i.exempt_id end,
  case when w.tax_rate_type is distinct from 3 then i.tax_rate_id end,
  case when w.tax_rate_type is distinct from 3 then (
    select t.id from business_setting s join tax_rate t on t.id::text = trim(s.value)
    where s.business_id = i.business_id and lower(s.name) = 'billing.taxvalue' order by s.id limit 1) end)`

function statement(now: number, coworkerIds: readonly number[]): RawBuilder<FoundBillable> {
  return sql<FoundBillable>`
    with pending ${names} as (
      ${contracts} union all ${charged} union all ${sales(now)})
    select i.source, i.id, i.unique_id as "uniqueId", i.kind, i.coworker_id as "coworkerId",
      i.business_id as "businessId", b.unique_id as "businessUniqueId", i.currency_id as "currencyId",
      y.code as "currencyCode", y.decimals, i.name, i.notes, i.display_as as "displayAs",
      i.purchase_order as "purchaseOrder", i.quantity::bigint as quantity,
      round(i.unit_price, 4)::numeric(19,4) as "unitPrice",
      round(i.discount + i.unit_price * i.quantity * d.percent / 100, 4) as discount,
      round(i.unit_price * i.quantity - i.discount, 4) as amount, d.percent::numeric(19,4) as "discountPercent",
      i.sold_on as "soldOn",
      i.charged_id as "chargedId", i.contract_id as "contractId", i.contract_unique_id as "contractUniqueId",
      i.booking_unique_id as "bookingUniqueId", i.rate_unique_id as "rateUniqueId",
      coalesce(w.tax_rate, t.rate) as "taxRate", t.name as "taxName", a.code as "accountCode",
      a.name as "accountName"
    from pending i
    cross join lateral (select ${planDiscount} as percent) d
    join coworker w on w.id = i.coworker_id
    join business b on b.id = i.business_id
    join currency y on y.id = i.currency_id
    left join tax_rate t on t.id = ${rateId}
    left join financial_account a on a.id = i.account_id
    where i.coworker_id = any(${[...coworkerIds]}::bigint[])
    order by case i.source when 'Plan' then 1 when 'SignUp' then 1 when 'ContractProduct' then 1 when 'Booking' then 2
        when 'Ticket' then 3 when 'Product' then 4 when 'Pass' then 5 else 6 end,
      i.contract_id, case i.source when 'ContractProduct' then 3 when 'SignUp' then 2 else 1 end, i.id`
}

/** Everything that could be billed to these customers, contracts first, in the order of the lines (domain S24). */
export async function listBillables(
  executor: Executor,
  coworkerIds: readonly number[],
  now: number,
): Promise<readonly FoundBillable[]> {
  await holdBillables(executor, coworkerIds)
  const { rows } = await statement(now, coworkerIds).execute(executor)
  return rows
}

const held = [
  'coworker_contract',
  'coworker_product',
  'coworker_time_pass',
  'charge',
  'event_attendee',
]

// Passes and charges have no wallet to be held by, so their rows are.
async function holdBillables(executor: Executor, coworkerIds: readonly number[]): Promise<void> {
  const whose = sql`coworker_id = any(${[...coworkerIds]}::bigint[])`
  for (const table of held) {
    await sql`select id from ${sql.table(table)} where ${whose} order by id for update`.execute(
      executor,
    )
  }
  await sql`
    select id from coworker_extra_service
    where ${whose} and automatically_added and not invoiced order by id for update`.execute(
    executor,
  )
}
