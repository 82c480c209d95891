// Turns of the event loop: what is put off to the end of one usually waits for a few milliseconds. Where a few thousand
// connections send requests without end, Node reads tens of thousands of them first.

/** Milliseconds after which nobody waits for the end of a turn any more. */
export const longestTurn = 10

export interface Turn {
  /** Whether this was asked before in the same turn, and for the first time longer ago than one may take. */
  readonly isLong: () => boolean
}

/** Watches turns from the first time it is asked in each. */
export function createTurn(): Turn {
  let since: number | undefined
  const end = () => {
    since = undefined
  }
  return {
    isLong: () => {
      const now = performance.now()
      if (since === undefined) setImmediate(end)
      since ??= now
      return now - since > longestTurn
    },
  }
}

export interface PutOff {
  /** At the end of this turn, once however often it is asked for. */
  readonly schedule: () => void
  /** Now, where it was scheduled and the turn has gone on for too long since. */
  readonly hurry: () => void
}

/** Puts off what is better done once for all who ask for it in a turn. */
export function putOff(run: () => void): PutOff {
  let since: number | undefined
  const start = () => {
    if (since === undefined) return
    since = undefined
    run()
  }
  return {
    schedule: () => {
      if (since !== undefined) return
      since = performance.now()
      setImmediate(start)
    },
    hurry: () => {
      if (since !== undefined && performance.now() - since > longestTurn) start()
    },
  }
}
