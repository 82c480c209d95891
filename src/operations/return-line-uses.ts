// Gives back credit that paid lines of invoices, to the credits it came from, in reverse rank (domain S11).

import type { Amount } from '../engine/amount.ts'
import { type RecordedUse, unwind, usedByAll } from '../engine/unwind.ts'
import { listPaidLines } from '../storage/invoices.ts'
import { type LiveUse, listUsesOf, writeUsed } from '../storage/settlements.ts'
import type { Work } from './call.ts'
import { record } from './ledger.ts'

/** What the service used to pay these lines and nobody has given back; uses posted by hand stand on no line. */
export async function listLineUses(
  work: Work,
  lineIds: readonly number[],
): Promise<readonly LiveUse[]> {
  const uses = await listUsesOf(work.executor, 'coworker_invoice_line_id', lineIds)
  const made = await listPaidLines(
    work.executor,
    uses.map((use) => use.useId),
  )
  return uses.filter((use) => made.some((one) => one.useId === use.useId))
}

/** Returns `amount` of some uses, all of it unless it is given. Callers hold the wallets. */
export async function returnLineUses(
  work: Work,
  uses: readonly LiveUse[],
  reason: string,
  amount: Amount = usedByAll(uses),
): Promise<void> {
  const recorded: readonly RecordedUse[] = uses
  const returns = unwind(recorded, amount) ?? []
  const owners = new Map(uses.map((use) => [use.useId, use.coworkerId]))
  const given = returns.map((one) => ({ ...one, coworkerId: owners.get(one.useId) ?? 0 }))
  await record(
    work,
    given.map((one) => ({
      unit: 'Money',
      coworkerId: one.coworkerId,
      creditId: one.creditId,
      kind: 'Return',
      amount: one.amount,
      useId: one.useId,
      reason,
      property: 'CreditAmount',
      attempted: null,
    })),
  )
  for (const one of given) await writeUsed(work.executor, one)
}
