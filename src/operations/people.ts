// Customers and users: a customer comes with a wallet, a user with a password.

import type { Catalog } from '../entities/catalog.ts'
import type { Body, RecordValues } from '../entities/change.ts'
import { roleFor } from '../entities/entity.ts'
import { Failure, invalidField } from '../failure.ts'
import { findFirstLocation } from '../storage/locations.ts'
import {
  endSessions,
  endSessionsWithoutAccess,
  findUserByEmail,
  hasFullAdministrator,
  lockUsers,
  writeUserOfCoworker,
} from '../storage/sessions.ts'
import { insertWallet } from '../storage/wallets.ts'
import {
  isFullAdministrator,
  requireFreeOfLocations,
  requirePowerOver,
  requireSamePower,
  type Verb,
} from './access.ts'
import { auditCreation } from './audit.ts'
import type { Work } from './call.ts'
import type { Consequence } from './consequence.ts'
import { contractConsequence } from './contracts.ts'
import { idIn } from './id-in.ts'
import { insertFromBody } from './new-record.ts'
import { hashPassword } from './passwords.ts'
import { refuseCrowdedTeams } from './teams.ts'
import { entityNamed } from './wallet-access.ts'

export const coworkerConsequence: Consequence = {
  // Whether a customer is active, and where they belong, decides what their credit may pay.
  wallets: async (_work, before) => idIn(before?.Id),
  complete: async (work, { before, values }) =>
    before ? {} : { values: await homeOf(work, values) },
  created: async (work, values, body) => {
    const id = values.Id as number
    await insertWallet(work.executor, id)
    await refuseCrowdedTeams(work, values.Teams as readonly number[], body)
    if (body.TariffId) await signUp(work, values, body)
    if (values.CreateUser === true) await linkUser(work, values, body)
  },
  changed: async (work, { before, after, body }) => {
    const known = before.Teams as readonly number[]
    const joined = (after.Teams as readonly number[]).filter((team) => !known.includes(team))
    if (joined.length > 0) await refuseCrowdedTeams(work, joined, body)
    if (before.UserId !== after.UserId) await endMembership(work, before)
  },
  removed: endMembership,
}

// A login without the API flag comes in as its customer or not at all.
async function endMembership(work: Work, { UserId: id }: RecordValues): Promise<void> {
  if (typeof id === 'number') await endSessionsWithoutAccess(work.executor, id)
}

// Without a location of its own, a customer is at home where the user who adds it works (wire 13, observed).
async function homeOf(work: Work, values: RecordValues): Promise<RecordValues> {
  const given = values.Businesses as readonly number[]
  const invoicing = values.InvoicingBusinessId as number | null
  const home =
    invoicing ?? given[0] ?? work.actor.locations?.[0] ?? (await findFirstLocation(work.executor))
  if (home === undefined) return {}
  return {
    Businesses: given.length > 0 ? given : [home],
    InvoicingBusinessId: home,
    RegistrationDate: values.RegistrationDate ?? work.now,
  }
}

/** The contract is one like any other: granted at once, and refused where one that is posted would be. */
async function signUp(work: Work, values: RecordValues, body: Body): Promise<void> {
  const renewal = values.RenewalDate as number | null
  const contract = {
    IssuedById: values.InvoicingBusinessId,
    CoworkerId: values.Id,
    TariffId: body.TariffId,
    StartDate: new Date(work.now).toISOString(),
    // As it was sent, which an error repeats.
    BillingDay: values.BillingDay === null ? new Date(work.now).getUTCDate() : body.BillingDay,
    ...(renewal === null ? {} : { RenewalDate: new Date(renewal).toISOString() }),
    Quantity: 1,
  }
  const id = await insertFromBody(work, 'CoworkerContract', contract, contractConsequence)
  await auditCreation(work, entityNamed(work, 'CoworkerContract'), id)
}

// The login of a customer opens with a password that staff set later; until then nobody gets in.
async function linkUser(work: Work, values: RecordValues, body: Body): Promise<void> {
  const email = String(values.Email)
  const known = await findUserByEmail(work.executor, email)
  // A login becomes the customer's, with all it may do: nobody gets at somebody else's that way.
  if (known && (known.coworkerId !== null || !isFullAdministrator(work.actor))) {
    throw invalidField(
      'CreateUser',
      'cannot take over the login that has this email; a full administrator links it by UserId',
      body.CreateUser,
    )
  }
  const userId = known?.id ?? (await openLogin(work, values.FullName, email))
  await writeUserOfCoworker(work.executor, values.Id as number, userId)
}

async function openLogin(work: Work, name: unknown, email: string): Promise<number> {
  const id = await insertFromBody(work, 'User', { FullName: name, Email: email })
  await auditCreation(work, entityNamed(work, 'User'), id)
  return id
}

const shortestPassword = 8

/** Of any address that can receive mail; an index holds no text of any length. */
const longestEmail = 254

export const userConsequence: Consequence = {
  complete: async (work, { before, values, body }) => {
    if (before) await requirePowerOverUser(work, before)
    else requireFreeOfLocations(work.actor)
    requireSamePower(work.actor, before, values)
    await refuseTakenEmail(work, before, String(values.Email), body.Email)
    const password = values.NewPassword
    if (typeof password !== 'string' || password === '') return {}
    if (password.length < shortestPassword) {
      // What was attempted is a password, so it is not repeated.
      throw invalidField('NewPassword', `must have at least ${shortestPassword} characters`, null)
    }
    return { columns: { password_hash: await hashPassword(password) } }
  },
  changed: async (work, { before, after }) => {
    if (before.IsAdmin === true) await requireAdministratorLeft(work, undefined)
    const loses = (name: string) => before[name] === true && after[name] === false
    if (after.NewPassword || loses('Active') || loses('APIAccess')) {
      await endSessions(work.executor, after.Id as number)
    }
  },
  deleting: async (work, user) => {
    await requirePowerOverUser(work, user)
    if (user.IsAdmin === true) await requireAdministratorLeft(work, user.Id as number)
  },
}

// Without a full administrator nobody could make another one. Two that leave at once must not both see the other stay.
async function requireAdministratorLeft(work: Work, leaving: number | undefined): Promise<void> {
  await lockUsers(work.executor)
  if (await hasFullAdministrator(work.executor, leaving)) return
  const message = 'This is the last full administrator who can sign in. Make another one first.'
  throw new Failure(leaving === undefined ? 'invalid' : 'refused', message)
}

async function requirePowerOverUser(work: Work, user: RecordValues): Promise<void> {
  const login = await findUserByEmail(work.executor, String(user.Email))
  if (login) requirePowerOver(work.actor, login)
}

async function refuseTakenEmail(
  work: Work,
  before: RecordValues | undefined,
  email: string,
  given: unknown,
): Promise<void> {
  if (!email.includes('@')) throw invalidField('Email', 'must be an email address', given)
  if (email.length > longestEmail) {
    throw invalidField('Email', `may have at most ${longestEmail} characters`, given)
  }
  const other = await findUserByEmail(work.executor, email)
  if (other && other.id !== before?.Id) {
    throw invalidField('Email', 'is the email address of another user', given)
  }
}

const verbs: readonly Verb[] = ['List', 'Read', 'Create', 'Edit', 'Delete', 'Update']

/** Every role there is, such as `CoworkerBookingCredit-Edit`. */
export function allRoles(catalog: Catalog): readonly string[] {
  return catalog.entities.flatMap((owner) => verbs.map((verb) => roleFor(owner, verb)))
}

export const userRoleConsequence: Consequence = {
  complete: async (work, { values, body }) => {
    const known = new Set(allRoles(work.catalog).map((role) => role.toLowerCase()))
    const roles = values.Roles as readonly string[]
    const unknown = roles.filter((role) => !known.has(role.toLowerCase()))
    if (unknown.length > 0) {
      throw invalidField('Roles', `has unknown roles: ${unknown.join(', ')}`, body.Roles)
    }
    return {}
  },
}
