// Money credit by hand: what creating, editing and deleting a credit or a use moves in the journal.

import { type Amount, formatAmount, minus, negated, zero } from '../engine/amount.ts'
import { formatInstant } from '../engine/instant.ts'
import { policyValue } from '../engine/policy.ts'
import { usedOf } from '../engine/wallet.ts'
import type { Body, RecordValues } from '../entities/change.ts'
import { Failure, invalidField } from '../failure.ts'
import { listSettings } from '../storage/locations.ts'
import { hasCreditPrice } from '../storage/rates.ts'
import { findChargedCustomer, moveUse } from '../storage/uses.ts'
import { type CreditKey, findBalance, markDeleted } from '../storage/wallets.ts'
import type { Work } from './call.ts'
import type { Consequence } from './consequence.ts'
import { settleDue } from './due-work.ts'
import { idIn } from './id-in.ts'
import { returnToLines } from './invoice-figures.ts'
import { changeTotal, type Entry, record } from './ledger.ts'
import { ownerOf, ownersOf } from './owners.ts'
import { followEditedUse } from './raise-charges.ts'
import { textIn } from './text-in.ts'

const creditOf = (values: RecordValues): CreditKey => ({
  unit: 'Money',
  coworkerId: values.CoworkerId as number,
  creditId: values.Id as number,
})

export const creditConsequence: Consequence = {
  wallets: async (_work, before, body) =>
    [idIn(before ? before.CoworkerId : body.CoworkerId)].flat(),
  complete: async (work, { before, values, computed, body }) => {
    refuseNewOwner(before, values, body)
    const useCreditPrice = computed.has('UseCreditPrice')
      ? {
          UseCreditPrice: await hasCreditPrice(
            work.executor,
            values.BusinessId as number,
            values.ElegibleResourceTypes as number[],
          ),
        }
      : {}
    return { values: before ? useCreditPrice : { ...useCreditPrice, RemainingCredit: zero } }
  },
  created: (work, values, body) =>
    record(work, [
      {
        ...creditOf(values),
        kind: 'Grant',
        amount: values.TotalCredit as Amount,
        property: 'TotalCredit',
        attempted: null,
        ...reasonIn(body),
      },
    ]),
  changed: async (work, { before, after, body }) => {
    await explainValidity(work, before, after, body)
    const totals = { before: before.TotalCredit as Amount, after: after.TotalCredit as Amount }
    if (totals.before !== totals.after)
      await changeTotal(work, creditOf(before), totals, 'TotalCredit', body.TotalCredit)
  },
  deleting: refuseUsed,
  deleted: (work, values) => voidCredit(work, creditOf(values)),
}

// A `Reason` that comes along is no member of the record: it stands in the statement, beside who and when.
function reasonIn(body: Body): { readonly reason?: string } {
  const reason = textIn(body, 'Reason')?.trim() ?? ''
  return reason === '' ? {} : { reason }
}

/** A new end moves no credit; with a reason it leaves a trace in the journal all the same. */
async function explainValidity(
  work: Work,
  before: RecordValues,
  after: RecordValues,
  body: Body,
): Promise<void> {
  const { reason } = reasonIn(body)
  const [was, is] = [before.ExpireDate, after.ExpireDate] as (number | null)[]
  if (reason === undefined || was === is) return
  const named = (end: number | null | undefined) =>
    end === null || end === undefined ? 'without end' : `until ${formatInstant(end)}`
  await record(work, [
    {
      ...creditOf(after),
      kind: 'Edit',
      amount: zero,
      property: 'ExpireDate',
      attempted: body.ExpireDate,
      reason: `valid ${named(is)}, was ${named(was)}: ${reason}`,
    },
  ])
}

/** An owner never changes once the wallet knows the credit, which it does from its creation. */
export function refuseNewOwner(
  before: RecordValues | undefined,
  values: RecordValues,
  body: Body,
): void {
  if (before && before.CoworkerId !== values.CoworkerId) {
    throw invalidField(
      'CoworkerId',
      'cannot change: the credit has movements in the wallet of its owner',
      body.CoworkerId,
    )
  }
}

/** A location may want to keep every credit of which something is used (domain S15). */
async function refuseUsed(work: Work, values: RecordValues): Promise<void> {
  const settings = await listSettings(work.executor, values.BusinessId as number)
  if (policyValue('Credits.DeleteUsedCredit', settings) === 'Allowed') return
  const balance = await findBalance(work.executor, creditOf(values))
  const used = balance ? usedOf(balance.total, balance.remaining) : zero
  if (used <= 0) return
  throw new Failure(
    'refused',
    `${formatAmount(used)} of this credit is used, so it cannot be deleted here. Set ExpireDate to end it now.`,
  )
}

/** Takes back what is left. The credit answers 404 from then on; its uses and movements stay (wire X19). */
export async function voidCredit(work: Work, key: CreditKey): Promise<void> {
  const balance = await findBalance(work.executor, key)
  if (balance && balance.remaining > 0) {
    await record(work, [
      {
        ...key,
        kind: 'Void',
        amount: negated(balance.remaining),
        property: 'Id',
        attempted: key.creditId,
        reason: 'credit deleted',
      },
    ])
  }
  await markDeleted(work.executor, key, work.now)
}

export const creditUseConsequence: Consequence = {
  settling: async (work, before, body) => {
    const credits = [before?.CoworkerBookingCreditId, body.CoworkerBookingCreditId]
    for (const owner of await ownersOf(work, 'Money', credits)) await settleDue(work, owner)
  },
  wallets: (work, before, body) =>
    ownersOf(work, 'Money', [before?.CoworkerBookingCreditId, body.CoworkerBookingCreditId]),
  complete: async (work, { before, values }) => {
    const creditId = values.CoworkerBookingCreditId as number
    const owner = await ownerOf(work, 'Money', creditId)
    const user = await findChargedCustomer(
      work.executor,
      values.BookingId as number | null,
      values.EventAttendeeId as number | null,
    )
    return { columns: { ...(before ? {} : { coworker_id: owner }), used_by_id: user ?? owner } }
  },
  created: async (work, values, body) => {
    await record(work, [
      {
        ...(await useOf(work, values)),
        kind: 'Use',
        amount: negated(values.CreditUsed as Amount),
        attempted: body.CreditUsed,
      },
    ])
  },
  changed: async (work, written) => {
    const { before, after, body } = written
    await rewriteUse(work, before, after, body)
    await followEditedUse(work, written)
    const amount = minus(before.CreditUsed as Amount, after.CreditUsed as Amount)
    await returnToLines(work, [{ useId: before.Id as number, amount }])
  },
  answersBefore: true,
}

type UseEntry = Omit<Entry, 'kind' | 'amount' | 'attempted'>

async function useOf(work: Work, values: RecordValues): Promise<UseEntry> {
  const creditId = values.CoworkerBookingCreditId as number
  const coworkerId = await ownerOf(work, 'Money', creditId)
  if (coworkerId === undefined) throw new Error(`use ${values.Id} of an unknown credit ${creditId}`)
  return { unit: 'Money', coworkerId, creditId, useId: values.Id as number, property: 'CreditUsed' }
}

/** An edited use gives back what it took and takes what it says now, both visible in the journal (API-10). */
async function rewriteUse(
  work: Work,
  before: RecordValues,
  after: RecordValues,
  body: Body,
): Promise<void> {
  const isSame = (name: string) => before[name] === after[name]
  if (isSame('CreditUsed') && isSame('CoworkerBookingCreditId')) return
  const attempted = body.CreditUsed ?? null
  const from = await useOf(work, before)
  const to = await useOf(work, after)
  await record(work, [
    {
      ...from,
      kind: 'Edit',
      amount: before.CreditUsed as Amount,
      reason: 'previous version of the use',
      attempted,
    },
    {
      ...to,
      kind: 'Edit',
      amount: negated(after.CreditUsed as Amount),
      reason: 'new version of the use',
      attempted,
    },
  ])
  await moveUse(work.executor, 'Money', {
    useId: from.useId as number,
    from: from.coworkerId,
    to: to.coworkerId,
    creditId: to.creditId,
    used: after.CreditUsed as Amount,
  })
}
