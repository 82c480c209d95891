// How long a line may be. A crowd that comes at once is let in and served; a line that stays too long helps nobody, because
// everybody in it waits for as long as all the others need, so then whoever comes is sent away until it is short again.

import { Failure } from '../failure.ts'

export interface Line {
  /** Whether one more may join `length` others, of whom no more than `bearable` should be there. */
  readonly admits: (length: number, bearable: number) => boolean
}

/**
 * Milliseconds for which a line may be too long, and after which one that was not too long any more is forgotten. That nobody
 * waits does not end a flood: those who were admitted are all served now and then before the next one is looked at.
 */
export const longestCrowd = 1_000

/**
 * Of what is bearable: a line that sends people away has to become as short before it grows again. Sending away takes time,
 * too, of which those who wait would otherwise have to wait for more than ever.
 */
const shortAgain = 0.5

/** `clock` never goes back; milliseconds. */
export function createLine(clock: () => number = () => performance.now()): Line {
  let since = Number.NEGATIVE_INFINITY
  let last = Number.NEGATIVE_INFINITY
  return {
    admits: (length, bearable) => {
      const now = clock()
      const isTired = now - last <= longestCrowd && now - since > longestCrowd
      if (length < (isTired ? bearable * shortAgain : bearable)) return true
      if (now - last > longestCrowd) since = now
      last = now
      return now - since <= longestCrowd
    },
  }
}

export interface BatchLine {
  /** Whether one more may join those who wait. */
  readonly hasRoom: (waiting: number) => boolean
  /** A batch begins; answers what has to be called when it has ended. */
  readonly enter: (jobs: number) => () => void
  /** How many are under way, and how many jobs they hold. */
  readonly batches: () => number
  readonly jobs: () => number
}

/** However short the crowd. */
const mostWaiting = 4_096
/**
 * As much as is done in so many milliseconds may always be on its way, and as many jobs as go together at most: with fewer,
 * batches would be small, and small ones are slow.
 */
const bearable = { milliseconds: 60, jobs: 256 }
/** How much the last batch counts against those before it. */
const freshness = 0.2

/** The line of jobs that are done in batches: as long as how fast they were done of late allows. */
export function createBatchLine(clock: () => number = () => performance.now()): BatchLine {
  const line = createLine(clock)
  let batches = 0
  let underWay = 0
  let perMillisecond: number | undefined
  return {
    // Whoever comes waits for what is under way as well as for what waits already.
    hasRoom: (waiting) => {
      const soon = (perMillisecond ?? 0) * bearable.milliseconds
      return waiting < mostWaiting && line.admits(waiting + underWay, Math.max(bearable.jobs, soon))
    },
    enter: (jobs) => {
      const since = clock()
      batches += 1
      underWay += jobs
      return () => {
        const latest = (jobs * batches) / Math.max(clock() - since, 1)
        perMillisecond =
          perMillisecond === undefined
            ? latest
            : perMillisecond + (latest - perMillisecond) * freshness
        batches -= 1
        underWay -= jobs
      }
    },
    batches: () => batches,
    jobs: () => underWay,
  }
}

/** What whoever is sent away is told. Nothing was done. */
export function busy(): Failure {
  return new Failure('busy', 'More is waiting than can be served soon. Try again.', {
    retryAfterSeconds: 1,
  })
}
