// Amounts of time and of uses, as one would say them.

import type { StatementRow, Wallet } from '../api/types.ts'
import { number } from '../shared/money.ts'

const units: Readonly<Record<number, string>> = {
  1: 'min',
  2: 'days',
  3: 'weeks',
  4: 'months',
  5: 'uses',
  6: 'months of four weeks',
}

const minutes = 1

/** Minutes as hours once there are many. */
export function amountOf(count: number, period: number): string {
  const size = Math.abs(count)
  if (period === minutes && size % 30 === 0 && size >= 60) return `${number(count / 60)} h`
  return `${number(count)} ${units[period] ?? 'uses'}`
}

/** What a movement of time is counted in. Credit that ended long ago is not in the wallet, but others of its name may be. */
export function periodOf(row: StatementRow, wallet: Wallet): number | undefined {
  const { TimeCredits: credits } = wallet
  const own = credits.find((credit) => credit.Id === row.CoworkerExtraServiceId)
  return (own ?? credits.find((credit) => credit.Description === row.Description))?.ChargePeriod
}
