// Ids taken ahead, so that a spend can name its settlement and its uses before it is written.

import type { Executor } from '../storage/database.ts'
import { type SpendCounts, type SpendIds, takeSpendIds } from '../storage/spends.ts'

/** Ids tell roughly what came first: those that lay about for longer than this many milliseconds are dropped. */
const freshFor = 1_000

export interface SpareIds {
  /** How many more there should be for the next batches of as many jobs. */
  readonly wanted: (jobs: number) => SpendCounts
  readonly add: (ids: SpendIds) => void
  readonly drop: () => void
  /** As many as are asked for, from the database where too few are at hand. */
  readonly take: (executor: Executor, counts: SpendCounts) => Promise<SpendIds>
}

/** Every spend takes the next ids, so that the same requests are answered the same each time. */
export const noSpareIds: SpareIds = {
  wanted: () => ({ settlements: 0, uses: 0 }),
  add: () => {},
  drop: () => {},
  take: takeSpendIds,
}

/** `clock` never goes back; milliseconds. */
export function createSpareIds(clock: () => number = () => performance.now()): SpareIds {
  let settlements: number[] = []
  let uses: number[] = []
  let addedAt = Number.NEGATIVE_INFINITY

  const drop = () => {
    settlements = []
    uses = []
  }
  const dropOld = () => {
    if (clock() - addedAt > freshFor) drop()
  }
  return {
    drop,
    wanted: (jobs) => {
      dropOld()
      // Three batches are under way at a time, unless spends come one by one.
      const enough = jobs === 1 ? 2 : 3 * jobs
      const lacking = (ids: readonly number[]) => Math.max(0, enough - ids.length)
      return { settlements: lacking(settlements), uses: lacking(uses) }
    },
    add: (ids) => {
      dropOld()
      if (ids.settlements.length + ids.uses.length === 0) return
      settlements.push(...ids.settlements)
      uses.push(...ids.uses)
      addedAt = clock()
    },
    take: async (executor, counts) => {
      dropOld()
      const own = {
        settlements: settlements.splice(0, counts.settlements),
        uses: uses.splice(0, counts.uses),
      }
      const lacking = {
        settlements: counts.settlements - own.settlements.length,
        uses: counts.uses - own.uses.length,
      }
      if (lacking.settlements + lacking.uses === 0) return own
      const more = await takeSpendIds(executor, lacking)
      return {
        settlements: [...own.settlements, ...more.settlements],
        uses: [...own.uses, ...more.uses],
      }
    },
  }
}
