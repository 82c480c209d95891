// Imports money credit from rows of a file, all of them or none: each by the rules of a POST, all by the batch.

import type { Entity } from '../entities/entity.ts'
import { Failure } from '../failure.ts'
import { rememberSystemIds } from '../storage/system-ids.ts'
import { ahead } from './ahead.ts'
import { auditImport } from './audit.ts'
import { businessTime } from './business-clock.ts'
import { type Service, serviceActor, type Work } from './call.ts'
import type { KnownPrices } from './grant-credit.ts'
import { columnsOf } from './import-columns.ts'
import { type KnownReferences, referenceMistakes } from './import-references.ts'
import { type Draft, type Mistake, type Row, readRow } from './import-rows.ts'
import { repeatedSystemIds, withoutImported } from './import-system-ids.ts'
import { holdWallets } from './ledger.ts'
import { entityNamed } from './wallet-access.ts'
import { writeDrafts } from './write-imported.ts'

export interface ImportOptions {
  /** Reads and checks everything, and changes nothing. */
  readonly isCheck: boolean
  /** Called with the number of rows so far. */
  readonly onProgress: (rows: number) => void
}

export interface Imported {
  /** Credits that were imported; of a check, those that could be. */
  readonly credits: number
  /** Rows whose SystemId was on a credit already. */
  readonly passedOver: number
  /** Nothing is imported when there are any. In the order of their lines. */
  readonly mistakes: readonly Mistake[]
  /** Whether so many were found that the rest was not read. */
  readonly isCut: boolean
}

/** Of more than these nobody learns anything new. */
const mostMistakes = 100

/**
 * `open` answers the rows from the start, the header first, in batches of any size: it is called again when the
 * transaction has to be. Fails when the header is not what it has to be.
 */
export async function importCredits(
  service: Service,
  open: () => AsyncIterable<readonly Row[]>,
  options: ImportOptions,
): Promise<Imported> {
  const now = await businessTime(service)
  try {
    return await service.database.transaction(async (executor) => {
      const { catalog } = service
      const work: Work = { executor, catalog, actor: serviceActor('import'), now }
      const imported = await importAll(work, open(), options)
      if (options.isCheck || imported.mistakes.length > 0) throw new NothingImported(imported)
      await auditImport(work, imported.credits)
      return imported
    })
  } catch (error) {
    if (error instanceof NothingImported) return error.imported
    throw error
  }
}

/** Ends the transaction without a trace of it. */
class NothingImported extends Error {
  readonly imported: Imported

  constructor(imported: Imported) {
    super('nothing imported')
    this.imported = imported
  }
}

/** What is known beyond a batch. */
interface Progress {
  readonly owner: Entity
  readonly references: KnownReferences
  readonly prices: KnownPrices
  readonly mistakes: Mistake[]
  credits: number
  passedOver: number
  rows: number
}

async function importAll(
  work: Work,
  batches: AsyncIterable<readonly Row[]>,
  options: ImportOptions,
): Promise<Imported> {
  const owner = entityNamed(work, 'CoworkerBookingCredit')
  let progress: Progress | undefined
  for await (const { columns, drafts } of ahead(readDrafts(owner, batches))) {
    progress ??= await begin(work, owner, columns)
    await importBatch(work, drafts, progress, options)
    options.onProgress(progress.rows)
    if (progress.mistakes.length >= mostMistakes) break
  }
  if (!progress) {
    throw new Failure('invalid', 'The file is empty: its first line must name columns.')
  }
  const { credits, passedOver, mistakes } = progress
  const isCut = mistakes.length >= mostMistakes
  return { credits, passedOver, mistakes: mistakes.slice(0, mostMistakes), isCut }
}

interface Batch {
  readonly columns: readonly string[]
  readonly drafts: readonly Draft[]
}

/** Needs no database, so it goes on while the database is at work. */
async function* readDrafts(
  owner: Entity,
  batches: AsyncIterable<readonly Row[]>,
): AsyncGenerator<Batch> {
  let columns: readonly string[] | undefined
  for await (const batch of batches) {
    const [header] = batch
    if (!header) continue
    const rows = columns ? batch : batch.slice(1)
    const members = columns ?? columnsOf(owner, header.cells)
    columns = members
    yield { columns, drafts: rows.map((row) => readRow(owner, members, row)) }
  }
}

async function begin(work: Work, owner: Entity, columns: readonly string[]): Promise<Progress> {
  if (columns.includes('SystemId')) await rememberSystemIds(work.executor)
  const known = { references: new Map(), prices: new Map() }
  return { owner, ...known, mistakes: [], credits: 0, passedOver: 0, rows: 0 }
}

async function importBatch(
  work: Work,
  drafts: readonly Draft[],
  progress: Progress,
  { isCheck }: ImportOptions,
): Promise<void> {
  const { owner, references, prices, mistakes } = progress
  const found = [
    ...drafts.flatMap((draft) => draft.mistakes),
    ...(await referenceMistakes(work, owner, drafts, references)),
    ...(await repeatedSystemIds(work.executor, drafts)),
  ]
  found.sort((left, right) => left.line - right.line)
  mistakes.push(...found.slice(0, mostMistakes))
  progress.rows += drafts.length
  // Once nothing will come of it, nobody has to wait for it.
  const isWriting = !isCheck && mistakes.length === 0
  const customers = isWriting ? drafts.map(({ values }) => values.CoworkerId as number) : []
  // What others have imported meanwhile is seen by statements that begin after this one.
  const held = await holdWallets(work, customers)
  const fresh = await withoutImported(work.executor, drafts)
  progress.credits += fresh.length
  progress.passedOver += drafts.length - fresh.length
  if (isWriting) await writeDrafts(work, owner, fresh, { held, prices })
}
