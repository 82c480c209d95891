// Teams that pool their credit have at most 50 customers (domain L4).

import type { Body } from '../entities/change.ts'
import { invalidField } from '../failure.ts'
import { findCrowdedTeam } from '../storage/teams.ts'
import type { Work } from './call.ts'
import type { Consequence } from './consequence.ts'

const mostPooled = 50

export const teamConsequence: Consequence = {
  complete: async (_work, { before, values, body }) => {
    if (values.TransferCreditsToPayingMember !== true) return {}
    const payer = values.PayingMemberId as number | null
    const customers = new Set(values.TeamMembers as readonly number[])
    if (payer !== null) customers.add(payer)
    if (customers.size <= mostPooled) return {}
    const isSwitched = before !== undefined && before.TransferCreditsToPayingMember !== true
    const property = isSwitched ? 'TransferCreditsToPayingMember' : 'TeamMembers'
    throw invalidField(
      property,
      `pools the credit of at most ${mostPooled} customers, and these are ${customers.size}`,
      body[property],
    )
  },
}

/** The same for a customer who joins teams. Their rows are written already, so nobody else joins meanwhile. */
export async function refuseCrowdedTeams(
  work: Work,
  teams: readonly number[],
  body: Body,
): Promise<void> {
  const crowded = await findCrowdedTeam(work.executor, teams, mostPooled)
  if (crowded === undefined) return
  throw invalidField(
    'Teams',
    `names team ${crowded}, which pools its credit and has ${mostPooled} customers already`,
    body.Teams ?? body.AddedTeams,
  )
}
