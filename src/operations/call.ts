// Who asks for something, when, and how the service is put together.

import type { Catalog } from '../entities/catalog.ts'
import type { Entity } from '../entities/entity.ts'
import type { Database, Executor } from '../storage/database.ts'
import type { KnownToken } from '../storage/sessions.ts'
import type { Locations, Reading } from '../storage/where.ts'

/** Somebody who has signed in. */
export interface Actor {
  readonly userId: number
  readonly email: string
  readonly fullName: string
  /** Without it a member uses their own page, and nothing else. */
  readonly hasApiAccess: boolean
  readonly isAdministrator: boolean
  /** In lower case. */
  readonly roles: ReadonlySet<string>
  /** The locations whose records the user sees; undefined sees all. */
  readonly locations: Locations
  /** The customer this user is; staff are none. */
  readonly coworkerId: number | undefined
}

/** The service itself acting, at the first start, by schedule or in the demo: a full administrator without a login. */
export function serviceActor(email: string): Actor {
  return {
    userId: 0,
    email,
    fullName: 'Deskbank',
    hasApiAccess: true,
    isAdministrator: true,
    roles: new Set(),
    locations: undefined,
    coworkerId: undefined,
  }
}

/** What an idempotent request is known by (design 3.6). */
export interface Idempotency {
  readonly method: string
  readonly path: string
  readonly key: string
  /** A hash of the body, so that the same key with another body is noticed. */
  readonly requestHash: string
}

export interface Call {
  readonly actor: Actor
  /** Read once per request; epoch milliseconds. */
  readonly now: number
  readonly idempotency?: Idempotency | undefined
  /** The actor is as of an earlier look and has to be looked at again by whoever relies on it (`remembered-actors.ts`). */
  readonly remembered?: KnownToken | undefined
  /** Where the request came from; nowhere on the command line. */
  readonly address?: string | undefined
}

export interface Service {
  readonly database: Database
  readonly catalog: Catalog
  /** False runs every spend in a transaction of its own, to measure what folding is worth. */
  readonly folds?: boolean | undefined
  /** Only a sandbox has a clock that can be moved and data that can be reset. */
  readonly sandbox?: Sandbox | undefined
}

export interface Sandbox {
  /** Fills an emptied database again, as the demo does. */
  readonly restore: (service: Service) => Promise<void>
}

/** One operation at work: the service, the call and the transaction they share. */
export interface Work extends Call {
  readonly catalog: Catalog
  readonly executor: Executor
  /** The sample space is a story: nobody did what it tells. */
  readonly isUnaudited?: true
}

/** Reads records of an entity as the caller may see them. */
export function readingFor(work: Pick<Work, 'catalog' | 'actor' | 'now'>, owner: Entity): Reading {
  return { catalog: work.catalog, owner, locations: work.actor.locations, now: work.now }
}

/** The same without regard to the caller's locations. */
export function unrestrictedReading(work: Pick<Work, 'catalog' | 'now'>, owner: Entity): Reading {
  return { catalog: work.catalog, owner, locations: undefined, now: work.now }
}
