// Which contracts count at an instant: those that run and are not frozen (domain D6).

import { isWithin } from '../engine/terms.ts'
import { type ContractRow, listContracts } from '../storage/wallet-facts.ts'
import type { Work } from './call.ts'

/** The plans a customer is on at an instant; frozen contracts do not count. Who is on none is a contact. */
export async function plansAt(
  work: Work,
  coworkerId: number,
  at: number,
): Promise<readonly number[]> {
  const contracts = await listContracts(work.executor, [coworkerId])
  return contracts
    .filter((one) => at >= (one.startsAt ?? at) && isAlive(one, at))
    .map((one) => one.tariffId)
}

/** Whether the contract that granted a credit, if one did, has neither ended nor is frozen at an instant. */
export function isContractAlive(
  { contractId }: { readonly contractId: number | null },
  contracts: readonly ContractRow[],
  at: number,
): boolean {
  const contract = contracts.find((one) => one.id === contractId)
  return contract === undefined || isAlive(contract, at)
}

function isAlive({ endsAt, pauses }: ContractRow, at: number): boolean {
  return at < (endsAt ?? Number.POSITIVE_INFINITY) && !pauses.some((pause) => isWithin(at, pause))
}
