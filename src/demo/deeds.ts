// What people do beyond writing records down: they cancel, correct and buy at the bar. The same operations as over HTTP.

import type { Entity } from '../entities/entity.ts'
import { adjust } from '../operations/adjust.ts'
import type { Work } from '../operations/call.ts'
import { runCommand } from '../operations/run-command.ts'
import { spendWithin } from '../operations/spend-holding.ts'

type Body = Readonly<Record<string, unknown>>

export const deeds = {
  cancel: (work: Work, owner: Entity, id: number, body: Body) => {
    const parameters = Object.entries(body).map(([Name, Value]) => ({ Name, Value }))
    return runCommand(work, owner, { Key: 'CANCEL_BOOKING', Ids: [id], Parameters: parameters })
  },
  adjust: (work: Work, _owner: Entity, id: number, body: Body) => adjust(work, id, body),
  spend: (work: Work, _owner: Entity, id: number, charge: Body) =>
    spendWithin(work, id, { Charges: [charge], RejectIfNotCovered: true }),
}
