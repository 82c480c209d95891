// A wallet now or as of any instant: what can be spent, what is about to expire, and each credit with why or why not.

import { type Amount, plus, wholeUnits, zero } from '../engine/amount.ts'
import { burnOrder, type Credit } from '../engine/credit.ts'
import { type CreditState, type Reason, stateObjections } from '../engine/terms.ts'
import { decimal, toJson, utc, type Wire } from '../entities/wire-json.ts'
import type { Catalogue } from '../storage/catalogue.ts'
import {
  type ContractRow,
  type HolderRow,
  listContracts,
  listCreditsAsOf,
  listTimeCredits,
  listTimeCreditsAsOf,
  type NamedHolder,
  type TimeCreditRow,
} from '../storage/wallet-facts.ts'
import { readSequenceAsOf } from '../storage/wallets.ts'
import type { Call, Service } from './call.ts'
import { catalogueOf } from './kept-catalogue.ts'
import { askHoldings, factsOf, openWallet } from './open-wallet.ts'
import { creditsOf, originOf, shownAfterExpiry } from './wallet-facts.ts'
import { wordingFor } from './wallet-wording.ts'

const dayMilliseconds = 24 * 3_600_000

/** The wallet as JSON text. `at` in epoch milliseconds; undefined is now. */
export async function readWallet(
  service: Service,
  call: Call,
  coworkerId: number,
  at: number | undefined,
): Promise<string> {
  const instant = at ?? call.now
  const held =
    at === undefined
      ? await holdNow(service, call, coworkerId)
      : await holdAt(service, call, coworkerId, at)
  const { holder, credits, shared, times, contracts } = held
  const words = await service.database.lookUp((executor) =>
    wordingFor(executor, [...credits, ...shared], held),
  )
  const totals = totalsOf(credits, instant)
  const own = totals.find((total) => total.currencyCode === holder.currencyCode)
  const inOrder = (list: readonly Credit[]): Wire =>
    [...list].sort(burnOrder()).map((credit, index) => ({
      ...creditWire(credit, index + 1, instant),
      ...words(credit),
    }))
  return toJson({
    CoworkerId: coworkerId,
    CoworkerFullName: holder.fullName,
    Email: holder.email,
    BusinessId: holder.businessId,
    BusinessName: holder.businessName,
    TimeZone: holder.timeZone,
    At: utc(instant),
    Sequence: held.sequence,
    CurrencyCode: holder.currencyCode,
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
    TimeCredits: times.map((row) =>
      timeCreditWire(row, stateObjections(stateOf(row, holder, contracts), instant)),
    ),
  })
}

/** What a wallet holds at an instant, all of it as of one look. */
interface Held {
  readonly holder: NamedHolder
  readonly holders: readonly NamedHolder[]
  readonly locations: Catalogue['locations']
  readonly credits: readonly Credit[]
  /** Of others in the customer's teams, who share it for bookings (domain L2). A look back shows one's own alone. */
  readonly shared: readonly Credit[]
  readonly times: readonly TimeCreditRow[]
  readonly contracts: readonly ContractRow[]
  readonly sequence: number | null
}

async function holdNow(service: Service, call: Call, coworkerId: number): Promise<Held> {
  const { now } = call
  const wallet = await openWallet(service, call, coworkerId, async (executor, owners) => {
    const [holdings, times] = await Promise.all([
      askHoldings(executor, owners, now),
      listTimeCredits(executor, coworkerId, now - shownAfterExpiry),
    ])
    return { ...holdings, times }
  })
  const catalogue = await catalogueOf(service, wallet.catalogueVersion)
  const { credits } = factsOf(wallet, catalogue, now)
  const { holder, holders, sequence, beside } = wallet
  const { times, contracts } = beside
  return {
    ...{ holder, holders, sequence, times, contracts, locations: catalogue.locations },
    credits: credits.filter((credit) => credit.tier === 0),
    shared: credits.filter(({ tier, terms }) => tier > 0 && terms.forBookings),
  }
}

async function holdAt(service: Service, call: Call, coworkerId: number, at: number): Promise<Held> {
  const since = at - shownAfterExpiry
  const wallet = await openWallet(service, call, coworkerId, (executor) =>
    Promise.all([
      listCreditsAsOf(executor, coworkerId, at, since),
      listContracts(executor, [coworkerId]),
      listTimeCreditsAsOf(executor, coworkerId, at, since),
      readSequenceAsOf(executor, coworkerId, at),
    ]),
  )
  const { locations } = await catalogueOf(service, wallet.catalogueVersion)
  const { holder, holders, beside } = wallet
  const [rows, contracts, times, sequence] = beside
  const credits = creditsOf(rows, holder, contracts, locations)
  return { holder, holders, sequence, times, contracts, locations, credits, shared: [] }
}

/** Time credit as the engine sees it. */
function stateOf(
  row: TimeCreditRow,
  holder: HolderRow,
  contracts: readonly ContractRow[],
): CreditState {
  const contract = contracts.find((one) => one.id === row.contractId)
  return {
    total: wholeUnits(row.total),
    remaining: wholeUnits(row.remaining),
    validFrom: row.validFrom ?? undefined,
    expiresAt: row.expiresAt ?? undefined,
    contract: contract && { endsAt: contract.endsAt ?? undefined, pauses: contract.pauses },
    holder: { isSuspended: holder.isSuspended, plans: [] },
  }
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
