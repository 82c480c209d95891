// Passes of customers: terms come from the pass they are made of, several at once if asked for (wire 13.5).

import { invalidField } from '../failure.ts'
import { findPass } from '../storage/rates.ts'
import type { Consequence } from './consequence.ts'
import { insertNew } from './new-record.ts'

const most = 1_000

export const timePassConsequence: Consequence = {
  complete: async (work, { before, values, body }) => {
    const count = values.CreateMultiple as number
    if (!before && (count < 1 || count > most)) {
      throw invalidField('CreateMultiple', `must be 1 to ${most}`, body.CreateMultiple)
    }
    const pass = await findPass(work.executor, values.TimePassId as number)
    const price = values.Price ?? pass?.price ?? null
    if (before) return { values: { Price: price } }
    // A day pass has no stock of minutes: its uses stay null.
    const uses = pass?.minutesIncluded ?? null
    return { values: { Price: price, TotalUses: uses, RemainingUses: uses } }
  },
  created: async (work, values) => {
    const owner = work.catalog.named('CoworkerTimePass')
    if (!owner) return
    const { Id: _, ...copy } = values
    for (let made = 1; made < (values.CreateMultiple as number); made += 1) {
      await insertNew(work, owner, copy)
    }
  },
}
