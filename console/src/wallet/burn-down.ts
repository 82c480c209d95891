// The points of the picture of a balance.

import type { BalancePoint, Wallet } from '../api/types.ts'

type Point = readonly [instant: number, balance: number]

/** What was held in a currency, up to now. */
export function pastBalances(
  records: readonly BalancePoint[],
  currency: string | null,
  now: number,
): readonly Point[] {
  const points = records
    .filter((one) => one.CurrencyCode === currency)
    .map((one): Point => [Date.parse(one.On), one.Balance])
  const last = points.at(-1)
  return last ? [...points, [now, last[1]]] : []
}

/** What will be left as credits expire, if nothing is spent and nothing is granted. */
export function comingBalances(wallet: Wallet, held: number): readonly Point[] {
  const now = Date.parse(wallet.At)
  const ending = wallet.Credits.filter(
    (credit) => credit.CurrencyCode === wallet.CurrencyCode && credit.RemainingCredit > 0,
  )
    .map((credit): Point => [Date.parse(credit.ExpireDate ?? ''), credit.RemainingCredit])
    .filter(([instant]) => instant > now)
    .sort(([left], [right]) => left - right)
  const points: Point[] = [[now, held]]
  for (const [instant, lost] of ending) {
    points.push([instant, Math.max(0, (points.at(-1)?.[1] ?? 0) - lost)])
  }
  return ending.length === 0 ? [] : points
}
