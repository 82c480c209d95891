// Who may do what (wire 4.4, design 5).

import type { Body, RecordValues } from '../entities/change.ts'
import { type Entity, roleFor } from '../entities/entity.ts'
import { integerKind } from '../entities/kinds.ts'
import { Failure } from '../failure.ts'
import type { UserRow } from '../storage/sessions.ts'
import type { Actor } from './call.ts'

export type Verb = 'List' | 'Read' | 'Create' | 'Edit' | 'Delete' | 'Update'

export function isFullAdministrator(actor: Actor): boolean {
  return actor.isAdministrator && actor.locations === undefined
}

/** One of the roles is enough; administrators need none. */
export function requireRole(actor: Actor, owner: Entity, verbs: readonly Verb[]): void {
  if (!hasRole(actor, owner, verbs)) {
    throw new Failure(
      'forbidden',
      `You need the role ${verbs.map((verb) => roleFor(owner, verb)).join(' or ')}.`,
    )
  }
}

export function hasRole(actor: Actor, owner: Entity, verbs: readonly Verb[]): boolean {
  return (
    actor.isAdministrator ||
    verbs.some((verb) => actor.roles.has(roleFor(owner, verb).toLowerCase()))
  )
}

export function requireFullAdministrator(actor: Actor, what: string): void {
  if (!isFullAdministrator(actor)) {
    throw new Failure('forbidden', `Only a full, unrestricted administrator may ${what}.`)
  }
}

/** Administrators of all locations, and of some. */
export function requireAdministrator(actor: Actor, what: string): void {
  if (!actor.isAdministrator) {
    throw new Failure('forbidden', `Only an administrator may ${what}.`)
  }
}

/** What a member may order without a role, for nobody but themselves, and what they may say about it: prices are not theirs. */
const orders: Readonly<Record<string, readonly string[]>> = {
  Booking: [
    'ResourceId',
    'CoworkerId',
    'FromTime',
    'ToTime',
    'Notes',
    'PurchaseOrder',
    'DiscountCode',
    'DoNotUseBookingCredit',
    'BookingProducts',
    'RepeatBooking',
    'Repeats',
    'RepeatEvery',
    'RepeatUntil',
    'RepeatOnMondays',
    'RepeatOnTuesdays',
    'RepeatOnWednesdays',
    'RepeatOnThursdays',
    'RepeatOnFridays',
    'RepeatOnSaturdays',
    'RepeatOnSundays',
  ],
  EventAttendee: [
    'BusinessId',
    'CalendarEventId',
    'EventProductId',
    'CoworkerId',
    'FullName',
    'Email',
    'PurchaseOrder',
  ],
  CoworkerProduct: ['CoworkerId', 'BusinessId', 'ProductId', 'Quantity', 'Notes', 'PurchaseOrder'],
}

/** Creating: with the role, or as a member for oneself. Answers what of the body counts; the rest is passed over. */
export function requireCreate(actor: Actor, owner: Entity, body: Body): Body {
  if (owner.createdByFullAdministrators || owner.changedByFullAdministrators) {
    requireFullAdministrator(actor, `create a ${owner.name}`)
  }
  const order = orders[owner.name]
  const isOwn = actor.coworkerId !== undefined && isId(body.CoworkerId, actor.coworkerId)
  if (!isOwn || !order || hasRole(actor, owner, ['Create'])) {
    requireRole(actor, owner, ['Create'])
    return body
  }
  return Object.fromEntries(Object.entries(body).filter(([name]) => order.includes(name)))
}

function isId(input: unknown, id: number): boolean {
  const parsed = integerKind.parse(input)
  return 'value' in parsed && parsed.value === id
}

/** A login is tied to locations or to none, and neither is for somebody to give who is tied to some. */
export function requireFreeOfLocations(actor: Actor): void {
  if (actor.locations === undefined) return
  throw new Failure(
    'forbidden',
    'You are tied to locations (User.Businesses), so you cannot create users: one tied to none would see more than you, and ' +
      'only a full, unrestricted administrator ties users to locations. Ask one to create the user.',
  )
}

/** What belongs to no location is everybody's, so it is not changed by somebody who is tied to some. */
function requireNoLocations(actor: Actor, owner: Entity): void {
  if (owner.location !== undefined || actor.locations === undefined) return
  throw new Failure(
    'forbidden',
    `${owner.plural} are shared by all locations, and you are tied to some (User.Businesses).`,
  )
}

export function requireChange(actor: Actor, owner: Entity, verb: 'Edit' | 'Delete'): void {
  requireRole(actor, owner, [verb])
  requireNoLocations(actor, owner)
  if (owner.changedByFullAdministrators) requireFullAdministrator(actor, `change a ${owner.name}`)
}

/** Refuses a change of a record that belongs to other locations than the user's. */
export function requireLocation(actor: Actor, locations: readonly number[], what: string): void {
  const { locations: own } = actor
  if (own === undefined || locations.some((location) => own.includes(location))) return
  throw new Failure('forbidden', `${what} belongs to a location you have no access to.`)
}

/** Nobody but a full administrator hands out power (least privilege). */
export function requireSamePower(
  actor: Actor,
  before: RecordValues | undefined,
  after: RecordValues,
): void {
  const isSame = (name: string) =>
    JSON.stringify(before?.[name] ?? emptyPower[name]) === JSON.stringify(after[name])
  if (!Object.keys(emptyPower).every(isSame)) {
    requireFullAdministrator(actor, 'change IsAdmin, Businesses or UserRoles of a user')
  }
}

const emptyPower: Readonly<Record<string, unknown>> = {
  IsAdmin: false,
  UserRoles: [],
  Businesses: [],
}

/** Whoever may set the password of a login may do what it may do, so it must be no more than they may already. */
export function requirePowerOver(actor: Actor, login: UserRow): void {
  const hasMoreRoles = !actor.isAdministrator && login.roles.some((role) => !actor.roles.has(role))
  if (login.isAdministrator || hasMoreRoles || hasMoreLocations(actor, login)) {
    requireFullAdministrator(actor, 'change a user who may do more than you')
  }
}

function hasMoreLocations({ locations }: Actor, login: UserRow): boolean {
  if (locations === undefined || login.roles.length === 0) return false
  return login.locations.length === 0 || login.locations.some((one) => !locations.includes(one))
}
