// The sample space is told as a diary: what was recorded, when, and by whom. Records name each other until they are made.

/** The Id of a record that another entry makes. */
export interface Reference {
  readonly of: string
}

/** The Id of the credit that a sale, made by another entry, has released. */
export interface GrantedBy {
  readonly grantedBy: string
}

/** The Id of a row that every database comes with, found by its code or name. */
export interface Lookup {
  readonly entity: 'Country' | 'Currency' | 'SimpleTimeZone'
  readonly member: string
  readonly value: string
}

type Told =
  | string
  | number
  | boolean
  | Reference
  | GrantedBy
  | Lookup
  | readonly Reference[]
  | readonly string[]

export interface Entry {
  /** What other entries call the record. */
  readonly key: string
  readonly entity: string
  /** When it was recorded; epoch milliseconds, never later than the start of the demo. */
  readonly at: number
  /** The email of whoever recorded it. */
  readonly by: string
  readonly body: Readonly<Record<string, Told>>
  /** Changes the record of this key, made by an earlier entry, instead of making one. */
  readonly changes?: true
  /** Does something to the record of this key, made by an earlier entry; the body says how. */
  readonly does?: 'cancel' | 'adjust' | 'spend'
  /** A reset keeps logins: where there is one with the same value in this member, it is that one, with its password. */
  readonly knownBy?: 'Email' | 'Name'
}

export const ref = (of: string): Reference => ({ of })
export const grantedBy = (sale: string): GrantedBy => ({ grantedBy: sale })
export const refs = (...keys: readonly string[]): readonly Reference[] => keys.map(ref)

export const lookup = (entity: Lookup['entity'], member: string, value: string): Lookup => ({
  entity,
  member,
  value,
})

/** An instant as a body has it. */
export const instant = (milliseconds: number): string =>
  new Date(milliseconds).toISOString().replace('.000Z', 'Z')

/** Who writes in the diary. */
export const authors = {
  owner: 'owner@example.com',
  london: 'maya.osei@example.com',
  newYork: 'victor.lindgren@example.com',
} as const
