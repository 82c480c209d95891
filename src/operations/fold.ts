// Folds requests that wait for the database into few transactions (design 3.7): what arrives in one turn of the event loop
// goes together, unless the turn takes long, and what arrives while batches are under way goes with the next.

import { type BatchLine, busy, createBatchLine } from './line.ts'
import { putOff } from './turn.ts'

/**
 * What became of one job of a batch. `again` asks for it to be run in a later batch; `undone` is what stopped it together with
 * others, each of which may fare better without them.
 */
export type Fate<Result> =
  | { readonly result: Result }
  | { readonly error: unknown }
  | { readonly undone: unknown }
  | { readonly again: true }

type Settled<Result> = Exclude<Fate<Result>, { readonly undone: unknown }>

export interface Folding<Job, Result> {
  /** Answers the fate of each job, in order; throws when nothing was done. Alone are those of one wallet that are tried again. */
  readonly run: (jobs: readonly Job[], isAlone: boolean) => Promise<readonly Fate<Result>[]>
  /** The wallets a job is known to touch: no two batches under way share one. */
  readonly walletsOf: (job: Job) => readonly number[]
  /** Whether a failure may be the fault of one job, so that the others deserve another try. */
  readonly mayBeOneJob: (error: unknown) => boolean
  /** Whether somebody else holds a wallet for longer than it is waited for, so that no job of it would fare better. */
  readonly isWalletHeld: (error: unknown) => boolean
  readonly mostUnderWay: number
  /**
   * How many jobs are worth a batch of their own while others are under way: about as many as those hold, within these
   * bounds. Fewer wait for more a little.
   */
  readonly enoughBeside: { readonly least: number; readonly most: number }
  readonly mostPerBatch: number
  /** Of how many wallets. Batches of different wallets overlap; those of one wallet are better off together. */
  readonly mostWallets: number
}

export interface Fold<Job, Result> {
  /** Fails with `busy` when more is waiting than can be served soon. */
  readonly submit: (job: Job) => Promise<Result>
  /**
   * Whether one more would be taken now: asked before anything else is done for it, and so also for those who are sent away.
   * Begins what is ready, where the turn of the event loop takes long.
   */
  readonly hasRoom: () => boolean
}

interface Waiting<Job, Result> {
  readonly job: Job
  readonly resolve: (result: Result) => void
  readonly reject: (error: unknown) => void
  /** Milliseconds of a clock that never goes back. */
  readonly since: number
  runs: number
}

/** A job that asks for another run as often as this has nobody left to wait for. */
const mostRuns = 5

/**
 * How many fewer than are under way make a batch beside them. Each batch costs something of its own, so the more there is to do,
 * the more go together: what is not spent on batches is there for the line that forms when something holds them up. Were it all
 * as many, the next batch of callers who ask again as soon as they are answered would wait for the last of them.
 */
const fewerBeside = 3

/** Milliseconds for which few jobs wait for a batch that is under way: it may itself be waiting for a lock. */
const patience = 4

/** Milliseconds for which a job of several wallets may be passed by others. */
const longestPassed = 100

export function createFold<Job, Result>(folding: Folding<Job, Result>): Fold<Job, Result> {
  let queue: Waiting<Job, Result>[] = []
  // Of each batch under way. One set for all would be filled and emptied without end, which leaves garbage that lives long.
  let held: readonly ReadonlySet<number>[] = []
  const line = createBatchLine()
  let isTimerSet = false

  const { schedule, hurry } = putOff(() => {
    while (line.batches() < folding.mostUnderWay && startBatch()) {}
  })

  /** Looks again when the first of those who may go has waited for long enough. */
  const scheduleAfter = (delay: number) => {
    if (isTimerSet) return
    isTimerSet = true
    setTimeout(() => {
      isTimerSet = false
      schedule()
    }, delay)
  }

  const startBatch = (): boolean => {
    const enough = enoughBeside(folding, line)
    // Who is older than whom the timer is for may have been held until now.
    if (isTimerSet && queue.length < enough && restOfPatience(queue[0]) > 0) return false
    const { batch, wallets, rest } = chooseBatch(folding, queue, held)
    const [first] = batch
    if (!first) return false
    const isFew = batch.length < enough && wallets.size < folding.mostWallets
    const delay = isFew ? restOfPatience(first) : 0
    if (delay > 0) {
      scheduleAfter(delay)
      return false
    }
    queue = rest
    held = [...held, wallets]
    const leave = line.enter(batch.length)
    void runBatch(batch).finally(() => {
      leave()
      held = held.filter((one) => one !== wallets)
      if (queue.length > 0) schedule()
    })
    return true
  }

  const runBatch = async (
    batch: readonly Waiting<Job, Result>[],
    isAlone = false,
  ): Promise<void> => {
    const { settled, undone, problem } = await runTogether(folding, batch, isAlone)
    for (const [waiting, fate] of settled) settle(waiting, fate)
    if (undone.length === 0) return
    const parts = partsToRetry(folding, undone, problem)
    if (parts.length === 0) for (const waiting of undone) waiting.reject(problem)
    for (const part of parts) await runBatch(part, true)
  }

  const settle = (waiting: Waiting<Job, Result>, fate: Settled<Result>) => {
    if ('result' in fate) return waiting.resolve(fate.result)
    if ('error' in fate) return waiting.reject(fate.error)
    waiting.runs += 1
    if (waiting.runs >= mostRuns) return waiting.reject(busy())
    queue.push(waiting)
    schedule()
  }

  const hasRoom = () => {
    hurry()
    return line.hasRoom(queue.length)
  }

  return {
    submit: (job) =>
      new Promise((resolve, reject) => {
        if (!hasRoom()) return reject(busy())
        queue.push({ job, resolve, reject, since: performance.now(), runs: 0 })
        schedule()
      }),
    hasRoom,
  }
}

/** How many have to go together at least, now. */
function enoughBeside<Job, Result>(
  { enoughBeside: { least, most } }: Pick<Folding<Job, Result>, 'enoughBeside'>,
  line: BatchLine,
): number {
  if (line.batches() === 0) return 0
  return Math.min(most, Math.max(least, line.jobs() - fewerBeside))
}

/** Milliseconds; none or less when one has waited for long enough. */
function restOfPatience(waiting?: { readonly since: number }): number {
  return waiting ? waiting.since + patience - performance.now() : 0
}

/** What became of a batch, and what stopped those of it that were not done. */
async function runTogether<Job, Result>(
  folding: Folding<Job, Result>,
  batch: readonly Waiting<Job, Result>[],
  isAlone: boolean,
) {
  const settled: (readonly [Waiting<Job, Result>, Settled<Result>])[] = []
  const undone: Waiting<Job, Result>[] = []
  let problem: unknown
  const jobs = batch.map(({ job }) => job)
  const fates = await folding
    .run(jobs, isAlone)
    .catch((error: unknown) => jobs.map(() => ({ undone: error })))
  batch.forEach((waiting, index) => {
    const fate = fates[index] ?? { error: new Error('a batch forgot one of its jobs') }
    if ('undone' in fate) {
      undone.push(waiting)
      problem = fate.undone
    } else {
      settled.push([waiting, fate])
    }
  })
  return { settled, undone, problem }
}

/** One bad apple spoils nobody: of a batch that failed, each wallet alone is tried again, and then each job. */
function partsToRetry<Job, Result>(
  folding: Pick<Folding<Job, Result>, 'walletsOf' | 'mayBeOneJob' | 'isWalletHeld'>,
  batch: readonly Waiting<Job, Result>[],
  error: unknown,
): readonly (readonly Waiting<Job, Result>[])[] {
  if (batch.length === 1 || !folding.mayBeOneJob(error)) return []
  const parts = new Map<string, Waiting<Job, Result>[]>()
  for (const waiting of batch) {
    const wallets = folding.walletsOf(waiting.job).join()
    parts.set(wallets, [...(parts.get(wallets) ?? []), waiting])
  }
  if (parts.size > 1) return [...parts.values()]
  return folding.isWalletHeld(error) ? [] : batch.map((waiting) => [waiting])
}

/** What may run now, oldest first; what shares a wallet with a batch under way stays and folds with its like. */
function chooseBatch<Job, Result>(
  folding: Pick<Folding<Job, Result>, 'walletsOf' | 'mostPerBatch' | 'mostWallets'>,
  queue: readonly Waiting<Job, Result>[],
  held: readonly ReadonlySet<number>[],
) {
  const batch: Waiting<Job, Result>[] = []
  const wallets = new Set<number>()
  const passed = new Set<number>()
  const now = performance.now()
  const rest: Waiting<Job, Result>[] = []
  for (const waiting of queue) {
    const own = folding.walletsOf(waiting.job)
    const isHeld = own.some((id) => passed.has(id) || held.some((one) => one.has(id)))
    const isNew = wallets.size >= folding.mostWallets && own.some((id) => !wallets.has(id))
    if (isHeld || isNew || batch.length === folding.mostPerBatch) {
      rest.push(waiting)
      // Of its wallets one or the other may be in use whenever it is looked at; those who came later wait behind it.
      if (isHeld && now - waiting.since > longestPassed) for (const id of own) passed.add(id)
    } else {
      batch.push(waiting)
      for (const id of own) wallets.add(id)
    }
  }
  return { batch, wallets, rest }
}
