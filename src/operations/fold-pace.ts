// When a batch is worth starting. What a batch costs however small it is, as much as a dozen spends, is better shared; but
// nobody waits long for others who may not come. All instants are milliseconds of a clock that never goes back.

/** How long few jobs wait for a batch that is under way: it may itself be waiting for a lock. */
const patience = 5
/** How long those who were just answered are awaited: clients in a loop ask again at once. */
const moment = 2

export interface Standing {
  readonly now: number
  readonly waiting: number
  /** Since when the first of them waits. */
  readonly oldest: number
  readonly isUnderWay: boolean
}

export interface Answered {
  readonly jobs: number
  /** Others, by now. */
  readonly waiting: number
  /** It left some behind for want of room: as many more would not go with the next either. */
  readonly isFull: boolean
}

export interface Pace {
  /** Milliseconds until the next batch is to be started, if nobody else comes; 0 or less for now. */
  readonly delay: (standing: Standing) => number
  /** A batch was answered. */
  readonly answered: (now: number, batch: Answered) => void
}

export function createPace(limits: {
  readonly fewestBeside: number
  readonly mostPerBatch: number
}): Pace {
  let answeredAt = Number.NEGATIVE_INFINITY
  let expected = 0
  return {
    delay: ({ now, waiting, oldest, isUnderWay }) => {
      const isFew = isUnderWay && waiting < limits.fewestBeside
      const forOther = isFew ? oldest + patience - now : 0
      const forReturn = waiting < expected ? answeredAt + moment - now : 0
      return Math.max(forOther, forReturn)
    },
    answered: (now, { jobs, waiting, isFull }) => {
      answeredAt = now
      expected = isFull ? jobs : Math.min(limits.mostPerBatch, waiting + jobs)
    },
  }
}
