// Signed corrections of one credit by staff, each with a reason (domain K9, S14).

import { type Amount, greatest, minus, plus, unitsOf } from '../engine/amount.ts'
import { creditKey, type Unit } from '../engine/wallet.ts'
import type { Body } from '../entities/change.ts'
import { amountKind, integerKind, type Kind, type Value } from '../entities/kinds.ts'
import { decimal, toJson, type Wire } from '../entities/wire-json.ts'
import { invalidField } from '../failure.ts'
import { listSettings } from '../storage/locations.ts'
import { locationsOf } from '../storage/records.ts'
import { findTimeTerms, type TimeTerms } from '../storage/uses.ts'
import { type CreditKey, findBalance, readSequences } from '../storage/wallets.ts'
import { requireLocation } from './access.ts'
import { unrestrictedReading, type Work } from './call.ts'
import { holdWallets, record, roomIn } from './ledger.ts'
import { type Outcome, outcomeOf } from './perform.ts'
import { readTogether } from './read-together.ts'
import { creditWire } from './read-wallet.ts'
import { sequencesWire } from './settlement-wire.ts'
import { textIn } from './text-in.ts'
import { entityNamed, requireWallet } from './wallet-access.ts'
import { loadFacts, reachOf } from './wallet-facts.ts'

interface Adjustment {
  readonly key: CreditKey
  readonly property: string
  readonly amount: Amount
  readonly reason: string
}

/** Never below zero or beyond what can be counted; what lifts the credit above its total lifts the total with it. */
export async function adjust(work: Work, coworkerId: number, body: Body): Promise<Outcome> {
  await requireWallet(work, coworkerId, {
    entity: 'CoworkerBookingCredit',
    verb: 'Edit',
    isOpenToMembers: false,
  })
  const { key, amount, reason, property } = readAdjustment(coworkerId, body)
  await holdWallets(work, [coworkerId])
  const balance = await findBalance(work.executor, key)
  const terms = key.unit === 'Time' ? await findTimeTerms(work.executor, key) : undefined
  if (!balance || balance.isDeleted || terms?.isCharge) {
    throw invalidField(property, 'names no credit of this customer', body[property])
  }
  await requireCreditLocation(work, key)
  if (terms) await requireInterval(work, terms, amount, body)
  const after = plus(balance.remaining, amount)
  if (after < 0) {
    const left = toJson(decimal(balance.remaining))
    throw invalidField('Amount', `may not take more than what is left: ${left}`, body.Amount)
  }
  const most = roomIn(balance)
  if (amount > most) {
    throw invalidField('Amount', `may be at most ${toJson(decimal(most))}`, body.Amount)
  }
  const entry = {
    ...key,
    kind: 'Adjust' as const,
    amount,
    reason,
    property: 'Amount',
    attempted: body.Amount,
  }
  const total = greatest(after, balance.total)
  await record(work, [entry], new Map([[creditKey(key.unit, key.creditId), total]]))
  return outcomeOf(work, 'Adjusted.', toJson(await answerOf(work, key)))
}

function readAdjustment(coworkerId: number, body: Body): Adjustment {
  const isTime = body.CoworkerExtraServiceId !== undefined && body.CoworkerExtraServiceId !== null
  const property = isTime ? 'CoworkerExtraServiceId' : 'CoworkerBookingCreditId'
  const unit: Unit = isTime ? 'Time' : 'Money'
  const { creditId, amount, reason } = readTogether({
    creditId: () => required(body, property, integerKind) as number,
    amount: () => readAmount(body, isTime),
    reason: () => {
      const reason = textIn(body, 'Reason')?.trim() ?? ''
      if (reason === '') throw invalidField('Reason', 'is a required field', body.Reason)
      return reason
    },
  })
  return { key: { unit, coworkerId, creditId }, property, amount, reason }
}

function required(body: Body, property: string, kind: Kind): Value {
  const given = body[property]
  const isMissing = given === undefined || given === null
  const parsed = isMissing ? { problem: 'is a required field' } : kind.parse(given)
  if ('problem' in parsed) throw invalidField(property, parsed.problem, given)
  return parsed.value
}

function readAmount(body: Body, isTime: boolean): Amount {
  const amount = required(body, 'Amount', amountKind) as Amount
  if (amount === 0) throw invalidField('Amount', 'must not be zero', body.Amount)
  if (isTime && !Number.isInteger(unitsOf(amount))) {
    throw invalidField('Amount', 'must be whole units', body.Amount)
  }
  return amount
}

/** Minutes are booked in steps, so they are corrected in them (domain M4). A location without an interval takes any. */
async function requireInterval(
  work: Work,
  terms: TimeTerms,
  amount: Amount,
  body: Body,
): Promise<void> {
  if (terms.period !== 1) return
  const settings = await listSettings(work.executor, terms.businessId)
  const interval = Number(settings.get('bookings.intervallimit')?.trim() || 0)
  if (!(Number.isInteger(interval) && interval > 0) || unitsOf(amount) % interval === 0) return
  throw invalidField(
    'Amount',
    `must be a multiple of ${interval} minutes, the booking interval of the location`,
    body.Amount,
  )
}

// Credits of other locations are shown but not changeable (design 5).
async function requireCreditLocation(work: Work, key: CreditKey): Promise<void> {
  const owner = entityNamed(
    work,
    key.unit === 'Money' ? 'CoworkerBookingCredit' : 'CoworkerExtraService',
  )
  const locations = await locationsOf(work.executor, unrestrictedReading(work, owner), key.creditId)
  requireLocation(work.actor, locations, 'This credit')
}

async function answerOf(work: Work, key: CreditKey): Promise<Wire> {
  const sequences = await readSequences(work.executor, [key.coworkerId])
  const counted = {
    Sequence: sequences.get(key.coworkerId) ?? null,
    Sequences: sequencesWire(sequences),
  }
  if (key.unit === 'Time') {
    const balance = await findBalance(work.executor, key)
    const left = balance ? unitsOf(balance.remaining) : 0
    const total = balance ? unitsOf(balance.total) : 0
    return {
      Id: key.creditId,
      TotalUses: total,
      RemainingUses: left,
      Used: unitsOf(minus((balance?.total ?? 0) as Amount, (balance?.remaining ?? 0) as Amount)),
      ...counted,
    }
  }
  const reach = await reachOf(work, key.coworkerId)
  const { credits } = await loadFacts(
    work,
    key.coworkerId,
    { ...reach, tiers: new Map([[key.coworkerId, 0]]) },
    0,
  )
  const credit = credits.find((one) => one.id === key.creditId)
  return credit
    ? { ...creditWire(credit, 1, work.now), ...counted }
    : { Id: key.creditId, ...counted }
}
