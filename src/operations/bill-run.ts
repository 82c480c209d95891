// Puts what waits to be billed to a customer on an invoice: contracts first, universal credit pays what it may, the rest is
// taxed (domain F3, F4, G5, H8-H10, S24).

import {
  type Amount,
  formatAmount,
  isCountable,
  largestAmount,
  minorUnit,
  zero,
} from '../engine/amount.ts'
import { discountedPrice, invoiceTotals, lineFigures } from '../engine/invoice.ts'
import { policyValue } from '../engine/policy.ts'
import { type Settlement, settle } from '../engine/settle.ts'
import type { Entity } from '../entities/entity.ts'
import { Failure } from '../failure.ts'
import { type Billable, type FoundBillable, listBillables } from '../storage/billables.ts'
import { listSettings } from '../storage/locations.ts'
import { findRecord, locationsOf } from '../storage/records.ts'
import { requireLocation } from './access.ts'
import { readingFor, unrestrictedReading, type Work } from './call.ts'
import { chargeOfLine, settlementOf } from './charge-invoice-line.ts'
import { duePeriods } from './due-fees.ts'
import { settleDue } from './due-work.ts'
import { holdWallets } from './ledger.ts'
import { loadFacts, reachOf } from './wallet-facts.ts'
import { type DraftLine, writeInvoice } from './write-invoice.ts'

export interface BillOptions {
  /** Leaves the credit of the customer alone (domain H11). */
  readonly sparesCredit: boolean
}

/** One invoice for each currency; none when nothing is due, so a second run changes nothing. */
export async function billCustomer(
  work: Work,
  owner: Entity,
  id: number,
  options: BillOptions,
): Promise<void> {
  const customer = await findRecord(work.executor, readingFor(work, owner), id)
  if (!customer) throw new Failure('not-found', `There is no ${owner.name} with the Id ${id}.`)
  const locations = await locationsOf(work.executor, unrestrictedReading(work, owner), id)
  requireLocation(work.actor, locations, `This ${owner.name}`)
  await settleDue(work, id)
  const reach = await reachOf(work, id)
  const wallets = [...reach.tiers.keys()]
  await holdWallets(work, wallets)
  const lines = await draftLines(work, await listBillables(work.executor, [id], work.now))
  for (const currency of new Set(lines.map((line) => line.item.currencyCode))) {
    const drafts = lines.filter((line) => line.item.currencyCode === currency)
    if (!(await isWorthAnInvoice(work, drafts))) continue
    refuseUncountableInvoice(drafts)
    const settlement = await settleDrafts(work, id, drafts, options)
    await writeInvoice(work, {
      coworkerId: id,
      wallets,
      lines: drafts.map((draft, index) => withCredit(draft, settlement.get(index))),
      sparesCredit: options.sparesCredit,
    })
  }
}

/** What nobody could pay is not billed at some other price: whoever bills is told what it is. */
function countable(item: FoundBillable): Billable {
  const { amount, discount } = item
  if (amount !== undefined && discount !== undefined) return { ...item, amount, discount }
  throw uncountable(`${item.name} of ${item.source} ${item.id}`, 'its price or its quantity')
}

/** What credit pays may come back, so the invoice has to be countable without it, too. */
function refuseUncountableInvoice(drafts: readonly Draft[]): void {
  const figures = drafts.map(({ amount, terms, unit }) => lineFigures(amount, zero, terms, unit))
  const { total, tax } = invoiceTotals(figures)
  const discount = drafts.reduce((sum, { item }) => sum + item.discount, 0) as Amount
  if ([total, tax, discount].every(isCountable)) return
  throw uncountable(`the invoice of ${drafts.map(({ item }) => item.name).join(', ')}`, 'a price')
}

function uncountable(what: string, lower: string): Failure {
  const most = formatAmount(largestAmount)
  return new Failure(
    'refused',
    `Nothing was billed: ${what} comes to more than can be counted, which is at most ${most}. Lower ${lower}.`,
  )
}

interface Draft extends Omit<DraftLine, 'settlement' | 'charge' | 'figures'> {
  readonly unit: Amount
}

/** Items as lines: contracts once for every period that is due, the rest once. */
async function draftLines(work: Work, items: readonly FoundBillable[]): Promise<readonly Draft[]> {
  const drafts: Draft[] = []
  const settings = new Map<number, ReadonlyMap<string, string>>()
  const draft = async (found: FoundBillable, period: DraftLine['period']) => {
    const item = countable(found)
    const { businessId } = item
    const known = settings.get(businessId) ?? (await listSettings(work.executor, businessId))
    settings.set(businessId, known)
    drafts.push(draftOf(item, period, known))
  }
  const contracts = items.filter((item) => item.source === 'Plan')
  for (const contract of contracts) {
    const parts = items.filter(
      (item) =>
        item.contractId === contract.contractId &&
        (item.source === 'SignUp' || item.source === 'ContractProduct'),
    )
    const periods = await duePeriods(work, contract.id)
    for (const [index, period] of periods.entries()) {
      await draft(contract, period)
      for (const part of parts) {
        if (part.source === 'ContractProduct' || index === 0) await draft(part, period)
      }
    }
  }
  for (const item of items) if (!isOfContract(item)) await draft(item, undefined)
  return drafts
}

const isOfContract = ({ source }: FoundBillable) =>
  source === 'Plan' || source === 'SignUp' || source === 'ContractProduct'

function draftOf(
  item: Billable,
  period: DraftLine['period'],
  settings: ReadonlyMap<string, string>,
): Draft {
  const unit = minorUnit(item.decimals)
  const amount = discountedPrice(item.amount, item.discountPercent, unit)
  const isTaxed = policyValue('Billing.AddTaxToInvoices', settings) === 'True'
  const showsCredited =
    policyValue('Billing.InvoicesIncludeFullyCreditedBookings', settings) === 'True'
  return {
    item,
    period,
    unit,
    amount,
    terms: {
      taxRate: isTaxed ? (item.taxRate ?? zero) : zero,
      includesTax: policyValue('Billing.PricesIncludeTax', settings) === 'True',
    },
    isHidden: item.source === 'Booking' && amount === 0 && !showsCredited,
  }
}

/** Where nothing has a price there is no invoice, unless the location wants one (domain H10). */
async function isWorthAnInvoice(work: Work, drafts: readonly Draft[]): Promise<boolean> {
  if (drafts.some((draft) => draft.amount !== 0)) return true
  const [first] = drafts
  if (!first) return false
  const settings = await listSettings(work.executor, first.item.businessId)
  return policyValue('Billing.CreateZeroValueInvoices', settings) === 'True'
}

/** What universal credit pays, by the index of the line. Bookings and tickets have been charged already (domain H9). */
async function settleDrafts(
  work: Work,
  coworkerId: number,
  drafts: readonly Draft[],
  options: BillOptions,
): Promise<ReadonlyMap<number, Pick<DraftLine, 'settlement' | 'charge'>>> {
  const payable = drafts.flatMap((draft, index) => {
    const { kind, businessId, currencyCode, chargedId } = draft.item
    if (kind === null || draft.amount <= 0 || options.sparesCredit) return []
    const { amount } = draft
    const { now } = work
    return [
      { index, charge: chargeOfLine({ kind, amount, businessId, currencyCode, chargedId, now }) },
    ]
  })
  const [first] = drafts
  if (payable.length === 0 || !first) return new Map()
  const facts = await loadFacts(work, coworkerId, await reachOf(work, coworkerId), work.now)
  const circumstances = { ...facts.circumstances, minorUnit: first.unit }
  const charges = payable.map(({ charge }) => charge)
  const all: Settlement = settle(charges, facts.credits, circumstances)
  return new Map(
    payable.map(({ index, charge }, position) => [
      index,
      { charge, settlement: settlementOf(all, position) },
    ]),
  )
}

function withCredit(
  { unit, ...draft }: Draft,
  paid: Pick<DraftLine, 'settlement' | 'charge'> | undefined,
): DraftLine {
  const credit = paid?.settlement?.covered ?? zero
  return { ...draft, ...paid, figures: lineFigures(draft.amount, credit, draft.terms, unit) }
}
