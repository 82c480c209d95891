// A wallet now or as of any instant: what can be spent, what is about to expire, and each credit with why or why not.

import { type Amount, plus, wholeUnits, zero } from '../engine/amount.ts'
import { burnOrder, type Credit } from '../engine/credit.ts'
import { type CreditState, type Reason, stateObjections } from '../engine/terms.ts'
import { decimal, toJson, utc, type Wire } from '../entities/wire-json.ts'
import {
  listContracts,
  listCreditsAsOf,
  listHolders,
  listTimeCredits,
  listTimeCreditsAsOf,
  type TimeCreditRow,
} from '../storage/wallet-facts.ts'
import { readSequenceAsOf, readSequences } from '../storage/wallets.ts'
import type { Work } from './call.ts'
import { requireWallet } from './wallet-access.ts'
import { creditsOf, loadFacts, originOf, reachOf } from './wallet-facts.ts'
import { wordingFor } from './wallet-wording.ts'

const dayMilliseconds = 24 * 3_600_000
const shownAfterExpiry = 100 * dayMilliseconds

/** `at` in epoch milliseconds; undefined is now. */
export async function readWallet(
  work: Work,
  coworkerId: number,
  at: number | undefined,
): Promise<string> {
  await requireWallet(work, coworkerId, {
    entity: 'CoworkerBookingCredit',
    verb: 'Read',
    isOpenToMembers: true,
  })
  const instant = at ?? work.now
  const { credits, shared } = await heldCredits(work, coworkerId, at)
  const words = await wordingFor(work, coworkerId, [...credits, ...shared])
  const names = words.holder(coworkerId)
  const [holder] = await listHolders(work.executor, [coworkerId])
  const currency = holder?.currencyCode ?? null
  const totals = totalsOf(credits, instant)
  const own = totals.find((total) => total.currencyCode === currency)
  const inOrder = (list: readonly Credit[]): Wire =>
    [...list].sort(burnOrder()).map((credit, index) => ({
      ...creditWire(credit, index + 1, instant),
      ...words.of(credit),
    }))
  const times = await heldTime(work, coworkerId, at)
  return toJson({
    CoworkerId: coworkerId,
    CoworkerFullName: names?.fullName ?? null,
    Email: names?.email ?? null,
    BusinessId: names?.businessId ?? null,
    BusinessName: names?.businessName ?? null,
    TimeZone: names?.timeZone ?? null,
    At: utc(instant),
    Sequence: await sequenceOf(work, coworkerId, at),
    CurrencyCode: currency,
    Spendable: decimal(own?.spendable ?? zero),
    ExpiringIn7Days: decimal(own?.in7Days ?? zero),
    ExpiringIn30Days: decimal(own?.in30Days ?? zero),
    Totals: totals.map((total) => ({
      CurrencyCode: total.currencyCode,
      Spendable: decimal(total.spendable),
      ExpiringIn7Days: decimal(total.in7Days),
      ExpiringIn30Days: decimal(total.in30Days),
    })),
    Credits: inOrder(credits),
    SharedCredits: inOrder(shared),
    TimeCredits: times.map(({ row, state }) =>
      timeCreditWire(row, stateObjections(state, instant)),
    ),
  })
}

async function sequenceOf(work: Work, coworkerId: number, at: number | undefined): Promise<Wire> {
  if (at !== undefined) return readSequenceAsOf(work.executor, coworkerId, at)
  return (await readSequences(work.executor, [coworkerId])).get(coworkerId) ?? null
}

interface Held {
  readonly credits: readonly Credit[]
  /** Of others in the customer's teams, who share it for bookings (domain L2). A look back shows one's own alone. */
  readonly shared: readonly Credit[]
}

async function heldCredits(work: Work, coworkerId: number, at: number | undefined): Promise<Held> {
  const reach = await reachOf(work, coworkerId)
  if (at === undefined) {
    const { credits } = await loadFacts(work, coworkerId, reach, work.now)
    return {
      credits: credits.filter((credit) => credit.tier === 0),
      shared: credits.filter(({ tier, terms }) => tier > 0 && terms.forBookings),
    }
  }
  const rows = await listCreditsAsOf(work.executor, coworkerId, at, at - shownAfterExpiry)
  const [holder] = await listHolders(work.executor, [coworkerId])
  const contracts = await listContracts(work.executor, [coworkerId])
  return { credits: creditsOf(rows, holder, contracts, 0), shared: [] }
}

interface HeldTime {
  readonly row: TimeCreditRow
  readonly state: CreditState
}

async function heldTime(
  work: Work,
  coworkerId: number,
  at: number | undefined,
): Promise<readonly HeldTime[]> {
  const { executor, now } = work
  const rows =
    at === undefined
      ? await listTimeCredits(executor, coworkerId, now - shownAfterExpiry)
      : await listTimeCreditsAsOf(executor, coworkerId, at, at - shownAfterExpiry)
  if (rows.length === 0) return []
  const [holder] = await listHolders(executor, [coworkerId])
  const contracts = await listContracts(executor, [coworkerId])
  return rows.map((row) => {
    const contract = contracts.find((one) => one.id === row.contractId)
    const state = {
      total: wholeUnits(row.total),
      remaining: wholeUnits(row.remaining),
      validFrom: row.validFrom ?? undefined,
      expiresAt: row.expiresAt ?? undefined,
      contract: contract && { endsAt: contract.endsAt ?? undefined, pauses: contract.pauses },
      holder: { isSuspended: holder?.isSuspended ?? false, plans: [] },
    }
    return { row, state }
  })
}

interface Total {
  readonly currencyCode: string
  readonly spendable: Amount
  readonly in7Days: Amount
  readonly in30Days: Amount
}

function totalsOf(credits: readonly Credit[], at: number): readonly Total[] {
  const usable = credits.filter((credit) => stateObjections(credit, at).length === 0)
  const currencies = [...new Set(credits.map((credit) => credit.currencyCode))].sort()
  return currencies.map((currencyCode) => {
    const own = usable.filter((credit) => credit.currencyCode === currencyCode)
    const sum = (list: readonly Credit[]) =>
      list.reduce((total, one) => plus(total, one.remaining), zero)
    const expiring = (days: number) =>
      sum(
        own.filter(
          (one) => one.expiresAt !== undefined && one.expiresAt <= at + days * dayMilliseconds,
        ),
      )
    return { currencyCode, spendable: sum(own), in7Days: expiring(7), in30Days: expiring(30) }
  })
}

/** One credit as a wallet shows it; `rank` assumes no particular charge. */
export function creditWire(credit: Credit, rank: number, at: number): Record<string, Wire> {
  const reasons = stateObjections(credit, at)
  return {
    Id: credit.id,
    Description: credit.description,
    Origin: credit.origin,
    BusinessId: credit.businessId,
    CurrencyCode: credit.currencyCode,
    TotalCredit: decimal(credit.total),
    RemainingCredit: decimal(credit.remaining),
    ValidFrom: utc(credit.validFrom),
    ExpireDate: utc(credit.expiresAt),
    Usable: reasons.length === 0,
    Reasons: reasons.map(reasonWire),
    BurnRank: rank,
  }
}

function timeCreditWire(credit: TimeCreditRow, reasons: readonly Reason[]): Wire {
  return {
    Id: credit.id,
    Description: credit.description ?? credit.rateName,
    Origin: originOf(credit),
    ChargePeriod: credit.chargePeriod,
    TotalUses: credit.total,
    RemainingUses: credit.remaining,
    ValidFrom: utc(credit.validFrom),
    ExpireDate: utc(credit.expiresAt),
    Usable: reasons.length === 0,
    Reasons: reasons.map(reasonWire),
  }
}

function reasonWire({ code, message }: Reason): Wire {
  return { Code: code, Message: message }
}
