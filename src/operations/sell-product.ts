// Product sales release what their product promises: at once, when paid, or at their date (domain B4-B6, B8, E).

import { type Amount, negated, scaled } from '../engine/amount.ts'
import { policyValue } from '../engine/policy.ts'
import { type Contract, productExpiry } from '../engine/renewal.ts'
import { type Unit, usedOf } from '../engine/wallet.ts'
import type { Body, RecordValues } from '../entities/change.ts'
import { invalidField } from '../failure.ts'
import { listSettings } from '../storage/locations.ts'
import { listPassOffers, listProductOffers } from '../storage/offers.ts'
import { findPass } from '../storage/rates.ts'
import { lockContract } from '../storage/renewals.ts'
import {
  findMainContract,
  listSoldCredits,
  lockSale,
  markSale,
  type Sale,
} from '../storage/sales.ts'
import { findBalance } from '../storage/wallets.ts'
import type { Work } from './call.ts'
import type { Consequence } from './consequence.ts'
import { termsOf } from './contract-grants.ts'
import { type Grant, grantCredits } from './grant-credit.ts'
import { idIn } from './id-in.ts'
import { holdWallets, record } from './ledger.ts'
import { plansAt } from './live-contracts.ts'
import { insertNew } from './new-record.ts'
import { entityNamed } from './wallet-access.ts'

export const saleConsequence: Consequence = {
  wallets: async (_work, before, body) => [before?.CoworkerId, body.CoworkerId].flatMap(idIn),
  complete: async (work, { before, values, body }) => {
    const quantity = values.Quantity as number
    if (quantity <= 0) throw invalidField('Quantity', 'must be greater than zero', body.Quantity)
    return before ? {} : { values: { SaleDate: values.SaleDate ?? work.now } }
  },
  created: (work, sale, body) => activateWhenReady(work, sale.Id as number, body),
  changed: (work, { after, body }) => activateWhenReady(work, after.Id as number, body),
  deleted: (work, sale) => takeBack(work, sale),
}

/** Activates a sale whose time has come, or notes when it will. What waits for payment waits for `CoworkerInvoicePaid`. */
export async function activateWhenReady(
  work: Work,
  saleId: number,
  body: Body = {},
): Promise<void> {
  const sale = await lockSale(work.executor, saleId)
  if (!sale || sale.isActivated) return
  const dueOn = await activationOf(work, sale)
  if (dueOn !== undefined && dueOn <= work.now) return activate(work, sale, work.now, body)
  await markSale(work.executor, sale.id, { isActivated: false, dueOn: dueOn ?? null })
}

/** When the sale releases its benefits; undefined waits for payment. */
async function activationOf(work: Work, sale: Sale): Promise<number | undefined> {
  const starts = sale.isRecurring ? (sale.repeatFrom ?? work.now) : work.now
  if (sale.activateNow || sale.isPaid) return starts
  if (sale.price <= 0) return Math.max(starts, sale.dueDate ?? work.now)
  const isOnline = work.actor.coworkerId === sale.coworkerId
  if (!isOnline) return undefined
  const settings = await listSettings(work.executor, sale.businessId)
  const isMember = (await plansAt(work, sale.coworkerId, work.now)).length > 0
  const waits = !isMember || policyValue('Store.AlwaysInvoice', settings) === 'True'
  return waits ? undefined : starts
}

/** A sale whose date has come, as of that date. */
export async function activateDueSale(
  work: Work,
  due: { readonly id: number; readonly coworkerId: number; readonly dueOn: number },
): Promise<void> {
  await holdWallets(work, [due.coworkerId])
  const sale = await lockSale(work.executor, due.id)
  if (sale && !sale.isActivated) await activate(work, sale, due.dueOn, {})
}

async function activate(work: Work, sale: Sale, at: number, body: Body): Promise<void> {
  await holdWallets(work, [sale.coworkerId])
  const main = await mainContract(work, sale, at)
  const grants: Grant[] = []
  for (const offer of await listProductOffers(work.executor, sale.productId)) {
    const expiresAt = productExpiry(offer.expiry, at, sale.timeZone, main)
    if (expiresAt === 'noMainContract') {
      throw invalidField(
        'ProductId',
        `promises ${offer.name} for the billing period of the main contract, and the customer has none`,
        body.ProductId,
      )
    }
    const total = scaled(offer.amount, sale.quantity, 1)
    if (total <= 0) continue
    grants.push({
      offer,
      total,
      coworkerId: sale.coworkerId,
      businessId: sale.businessId,
      validFrom: at,
      expiresAt,
      occurredAt: at,
      sale: { id: sale.id, uniqueId: sale.uniqueId },
    })
  }
  await grantCredits(work, grants)
  await grantPasses(work, sale, body)
  await markSale(work.executor, sale.id, { isActivated: true, dueOn: null })
}

async function mainContract(work: Work, sale: Sale, at: number): Promise<Contract | undefined> {
  const id = await findMainContract(work.executor, sale.coworkerId, at)
  const contract = id === undefined ? undefined : await lockContract(work.executor, id)
  return contract && termsOf(contract)
}

const mostPasses = 1_000

async function grantPasses(work: Work, sale: Sale, body: Body): Promise<void> {
  const owner = entityNamed(work, 'CoworkerTimePass')
  for (const { timePassId, count } of await listPassOffers(work.executor, sale.productId)) {
    const pass = await findPass(work.executor, timePassId)
    const uses = pass?.minutesIncluded ?? null
    const pieces = count * sale.quantity
    if (pieces > mostPasses) {
      throw invalidField('Quantity', `promises more than ${mostPasses} passes`, body.Quantity)
    }
    for (let made = 0; made < pieces; made += 1) {
      await insertNew(work, owner, {
        CoworkerId: sale.coworkerId,
        BusinessId: sale.businessId,
        TimePassId: timePassId,
        CreateMultiple: 1,
        Free: true,
        Price: pass?.price ?? null,
        TotalUses: uses,
        RemainingUses: uses,
        CoworkerProductUniqueId: sale.uniqueId,
      })
    }
  }
}

/** What is left of the credit goes with the sale; what was used stays used (domain S11). */
async function takeBack(work: Work, sale: RecordValues): Promise<void> {
  const coworkerId = sale.CoworkerId as number
  await takeBackSold(work, { id: sale.Id as number, coworkerId }, 'sale removed')
}

/** A credit that a sale released, after what was left of it was taken back. */
export interface TakenBack {
  readonly unit: Unit
  readonly creditId: number
  /** What had been used of it, and stays so. */
  readonly used: Amount
}

/** Cancels what is left of every credit that a sale released. Answers these credits; none if it released none. */
export async function takeBackSold(
  work: Work,
  sale: { readonly id: number; readonly coworkerId: number },
  reason: string,
): Promise<readonly TakenBack[]> {
  const taken: TakenBack[] = []
  for (const sold of await listSoldCredits(work.executor, sale.coworkerId, sale.id)) {
    const key = { ...sold, coworkerId: sale.coworkerId }
    const balance = await findBalance(work.executor, key)
    if (!balance) continue
    taken.push({ ...sold, used: usedOf(balance.total, balance.remaining) })
    if (balance.remaining <= 0) continue
    const amount = negated(balance.remaining)
    await record(work, [
      { ...key, kind: 'Void', amount, reason, property: 'Id', attempted: sale.id },
    ])
  }
  return taken
}
