// The shape of a row in the table of consequences: what a change of one kind of record brings about.

import type { Body, RecordValues } from '../entities/change.ts'
import type { Columns } from '../storage/records.ts'
import type { Work } from './call.ts'

/** A record about to be written. */
export interface Draft {
  readonly before: RecordValues | undefined
  readonly values: RecordValues
  /** Members the body leaves open, for the service to work out. */
  readonly computed: ReadonlySet<string>
  readonly body: Body
}

/** What the service adds to a draft. */
export interface Completion {
  readonly values?: RecordValues
  readonly columns?: Columns
}

export interface Written {
  readonly before: RecordValues
  readonly after: RecordValues
  readonly body: Body
}

export interface Consequence {
  /** The customers whose wallets must be held before the record is read for good. */
  readonly wallets?: (
    work: Work,
    before: RecordValues | undefined,
    body: Body,
  ) => Promise<readonly number[]>
  /** Settles what was due under the terms that are about to change, before anything is held or read for good. */
  readonly settling?: (work: Work, before: RecordValues | undefined, body: Body) => Promise<void>
  /** Fills in what only the service knows, or refuses. */
  readonly complete?: (work: Work, draft: Draft) => Promise<Completion>
  readonly created?: (work: Work, record: RecordValues, body: Body) => Promise<void>
  readonly changed?: (work: Work, written: Written) => Promise<void>
  /** Refuses a deletion by throwing, before anything is done. */
  readonly deleting?: (work: Work, record: RecordValues) => Promise<void>
  readonly deleted?: (work: Work, record: RecordValues) => Promise<void>
  /** The same once the record is gone, for what is worked out from those that are left. */
  readonly removed?: (work: Work, record: RecordValues) => Promise<void>
  /** The answer to a POST shows what it refers to as it was before (wire API-13). */
  readonly answersBefore?: true
}
