// Whether what is remembered is worth planning on. Where others write to the same wallets, as other processes do, it mostly
// is not, and finding that out takes as long as reading it would have.

export interface Trust {
  /** Asked once for each batch. */
  readonly isWorthwhile: () => boolean
  /** What was remembered was so still. */
  readonly held: () => void
  /** It was not; of several batches that were planned before that was known, the first one counts. */
  readonly broke: () => void
}

const mostPassed = 64

/** After a disappointment a few batches read for themselves; twice as many after the next, and half as many after a success. */
export function createTrust(): Trust {
  let passes = 0
  let left = 0
  return {
    isWorthwhile: () => {
      if (left === 0) return true
      left -= 1
      return false
    },
    held: () => {
      passes = Math.floor(passes / 2)
    },
    broke: () => {
      if (left > 0) return
      passes = Math.min(mostPassed, Math.max(1, passes * 2))
      left = passes
    },
  }
}
