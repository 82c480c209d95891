// What every look into a wallet begins with: whether the caller may, who shares credit with its customer, and whether
// something is due first.

import { Failure } from '../failure.ts'
import { type Catalogue, readWalletStates, type WalletStates } from '../storage/catalogue.ts'
import type { Executor } from '../storage/database.ts'
import {
  type ContractRow,
  type CreditRow,
  listContracts,
  listCredits,
  listNamedHolders,
  listTeams,
  type NamedHolder,
  type TeamRow,
} from '../storage/wallet-facts.ts'
import type { Call, Service, Work } from './call.ts'
import { settleDue } from './due-work.ts'
import { concernedBy } from './plan-booking.ts'
import { requireWalletRole } from './wallet-access.ts'
import {
  factsIn,
  loadedFrom,
  type Reach,
  reachIn,
  shownAfterExpiry,
  type WalletFacts,
} from './wallet-facts.ts'

/** A wallet and what was asked beside it, all as of one instant: a balance and its sequence belong together (I14). */
export interface OpenWallet<Beside> {
  readonly holder: NamedHolder
  /** Everybody whose credit the customer may reach, itself included. */
  readonly holders: readonly NamedHolder[]
  readonly reach: Reach
  /** How many movements there have been. */
  readonly sequence: number | null
  /** Of the catalogue at that instant. */
  readonly catalogueVersion: number | undefined
  readonly beside: Beside
}

/** Asks for something of wallets, all at once: what waited for the first answer would be of another instant. */
export type Ask<Beside> = (executor: Executor, owners: readonly number[]) => Promise<Beside>

/**
 * Opens a wallet for its member and for whoever may read credits, once what is due to it and to those who share with it has
 * been settled. Fails with 403, and with 404 when there is no such customer for the caller.
 */
export async function openWallet<Beside>(
  service: Service,
  call: Call,
  coworkerId: number,
  ask: Ask<Beside>,
  { isLong } = { isLong: false },
): Promise<OpenWallet<Beside>> {
  const { glance, view } = service.database
  // Who asks for very much keeps nobody from a glance.
  const through = isLong ? view : glance
  const look = () =>
    lookInto({ ...call, catalog: service.catalog }, coworkerId, (owners) =>
      through((executor) => seeAll(executor, call.now, owners, ask)),
    )
  const { isDue, ...wallet } = await look()
  if (!isDue) return wallet
  await service.database.transaction((executor) =>
    settleDue({ ...call, catalog: service.catalog, executor }, coworkerId),
  )
  // What becomes due from here on is for whoever looks next.
  return look()
}

/** The same in a transaction that has settled what is due. */
export function openWalletWithin<Beside>(
  work: Work,
  coworkerId: number,
  ask: Ask<Beside>,
): Promise<OpenWallet<Beside>> {
  return lookInto(work, coworkerId, (owners) => seeAll(work.executor, work.now, owners, ask))
}

interface Seen<Beside> {
  readonly holders: readonly NamedHolder[]
  readonly teams: readonly TeamRow[]
  readonly states: WalletStates
  readonly beside: Beside
}

async function seeAll<Beside>(
  executor: Executor,
  now: number,
  owners: readonly number[],
  ask: Ask<Beside>,
): Promise<Seen<Beside>> {
  const [holders, teams, states, beside] = await Promise.all([
    listNamedHolders(executor, owners),
    listTeams(executor, owners),
    readWalletStates(executor, owners, now),
    ask(executor, owners),
  ])
  return { holders, teams, states, beside }
}

/** Whom to look at is known once the teams are: most customers are in none, and are seen at first sight. */
async function lookInto<Beside>(
  work: Pick<Work, 'catalog' | 'actor'>,
  coworkerId: number,
  see: (owners: readonly number[]) => Promise<Seen<Beside>>,
): Promise<OpenWallet<Beside> & { readonly isDue: boolean }> {
  const isOwn = requireWalletRole(work, coworkerId, {
    entity: 'CoworkerBookingCredit',
    verb: 'Read',
    isOpenToMembers: true,
  })
  const visible = isOwn ? undefined : work.actor.locations
  for (let owners = [coworkerId]; ; ) {
    const { holders, teams, states, beside } = await see(owners)
    const holder = holders.find(({ id }) => id === coworkerId)
    if (!holder || (visible && !holder.locations.some((one) => visible.includes(one)))) {
      throw new Failure('not-found', `There is no Coworker with the Id ${coworkerId}.`)
    }
    const reach = reachIn(teams, coworkerId)
    const concerned = concernedBy(reach)
    if (concerned.every((id) => owners.includes(id))) {
      const isDue = concerned.some((id) => states.due.has(id))
      const sequence = states.ends.get(coworkerId)?.sequence ?? null
      const { catalogueVersion } = states
      return { holder, holders, reach, sequence, catalogueVersion, beside, isDue }
    }
    owners = concerned
  }
}

/** What settling has to know beyond the wallets themselves. */
export interface Holdings {
  readonly credits: readonly CreditRow[]
  readonly contracts: readonly ContractRow[]
}

/** `since` is the earliest instant at which a credit may have to be valid. */
export async function askHoldings(
  executor: Executor,
  owners: readonly number[],
  since: number,
): Promise<Holdings> {
  const [credits, contracts] = await Promise.all([
    listCredits(executor, owners, since - shownAfterExpiry),
    listContracts(executor, owners),
  ])
  return { credits, contracts }
}

/** What settling has to know of an open wallet whose holdings were asked for; `now` in epoch milliseconds. */
export function factsOf(
  { holder, holders, reach, beside }: OpenWallet<Holdings>,
  catalogue: Catalogue,
  now: number,
): WalletFacts {
  const { credits, contracts } = beside
  return factsIn(loadedFrom({ holders, credits }, contracts, catalogue), holder.id, reach, now)
}
