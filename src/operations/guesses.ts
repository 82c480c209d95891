// How many guesses at passwords may be wrong in a minute: from one address, at one user from there, and at one user from
// everywhere. Kept by each process for itself. What turns out right is taken back, so whoever knows a password never waits
// for having used it; and where a user has signed in before, neither strangers elsewhere nor other people's mistakes at
// the same address keep them out.

import { isIPv6 } from 'node:net'
import { Failure } from '../failure.ts'
import { hashToken } from './passwords.ts'

const windowMilliseconds = 60_000

/** Wrong guesses from one address, whoever they are at. */
const mostFromAddress = 60
/** The same for users who have signed in from there: far more than others can use up. */
const mostFromKnownAddress = 300
/** At one user from one address. */
const mostAtUserFromAddress = 10
/** At one user from addresses that the user has not signed in from. */
const mostAtUser = 30

/** Of more keys than these the oldest is forgotten. */
const mostKeys = 50_000

interface Count {
  wrong: number
  readonly endsAt: number
}

interface Limit {
  readonly key: string
  readonly most: number
}

/** A guess that counts as wrong until it is known to be right. */
export interface Guess {
  readonly takeBack: () => void
}

/** No more guesses for now. The first refusal of a limit says so, for there may be very many. */
export class Throttled extends Failure {
  readonly isFirst: boolean

  constructor(milliseconds: number, isFirst: boolean) {
    const seconds = milliseconds / 1_000
    super('throttled', `Too many requests. Wait ${seconds} seconds`, {
      retryAfterSeconds: Math.max(1, Math.ceil(seconds)),
    })
    this.isFirst = isFirst
  }
}

export class Guesses {
  private readonly counts = new Map<string, Count>()
  private readonly told = new Map<string, number>()
  private readonly known = new Set<string>()

  /** Fails when there may be no further guess; counts nothing. */
  check(address: string, name?: string): void {
    const now = Date.now()
    for (const { key, most } of this.limits(address, name)) {
      const count = this.current(key, now)
      if (count && count.wrong >= most) throw this.refusal(key, count, now)
    }
  }

  /** Counts a guess at the user of this name, or at no user in particular. */
  begin(address: string, name?: string): Guess {
    this.check(address, name)
    const now = Date.now()
    const counted = this.limits(address, name).map(({ key }) => this.count(key, now))
    return {
      takeBack: () => {
        for (const count of counted) count.wrong -= 1
      },
    }
  }

  /** From then on the user is not kept out there because of guesses made elsewhere. Answers whether that is new. */
  remember(address: string, name: string): boolean {
    const key = pairOf(address, name)
    if (this.known.has(key)) return false
    forgetOldest(this.known)
    this.known.add(key)
    return true
  }

  private limits(address: string, name: string | undefined): readonly Limit[] {
    const from = `from ${networkOf(address)}`
    if (name === undefined) return [{ key: from, most: mostFromAddress }]
    const pair = pairOf(address, name)
    const here = { key: pair, most: mostAtUserFromAddress }
    if (this.known.has(pair)) return [{ key: from, most: mostFromKnownAddress }, here]
    const everywhere = { key: `at ${hashToken(name.toLowerCase())}`, most: mostAtUser }
    return [{ key: from, most: mostFromAddress }, here, everywhere]
  }

  private current(key: string, now: number): Count | undefined {
    const count = this.counts.get(key)
    if (count === undefined || count.endsAt > now) return count
    this.counts.delete(key)
    return undefined
  }

  private count(key: string, now: number): Count {
    const known = this.current(key, now)
    const count = known ?? { wrong: 0, endsAt: now + windowMilliseconds }
    if (!known) {
      forgetOldest(this.counts)
      this.counts.set(key, count)
    }
    count.wrong += 1
    return count
  }

  private refusal(key: string, { endsAt }: Count, now: number): Throttled {
    const isFirst = this.told.get(key) !== endsAt
    if (isFirst) {
      forgetOldest(this.told)
      this.told.set(key, endsAt)
    }
    return new Throttled(endsAt - now, isFirst)
  }
}

function forgetOldest(keys: Map<string, unknown> | Set<string>): void {
  if (keys.size < mostKeys) return
  const [oldest] = keys.keys()
  if (oldest !== undefined) keys.delete(oldest)
}

// Names may be of any length.
const pairOf = (address: string, name: string) =>
  `${networkOf(address)} ${hashToken(name.toLowerCase())}`

/** Whoever has one address of IPv6 has the 2^64 beside it as well, and counts as one. */
export function networkOf(address: string): string {
  const mapped = address.match(/^::ffff:(\d+\.\d+\.\d+\.\d+)$/i)?.[1]
  if (mapped !== undefined) return mapped
  const [plain = ''] = address.split('%')
  if (!isIPv6(plain)) return address
  // As a host of a URL an address is written in the one shortest form, in hexadecimal throughout.
  const { hostname } = new URL(`http://[${plain}]`)
  const [head = '', tail] = hostname.slice(1, -1).split('::')
  const leading = head.split(':').filter((group) => group !== '')
  const trailing = (tail ?? '').split(':').filter((group) => group !== '')
  const missing = tail === undefined ? 0 : 8 - leading.length - trailing.length
  return [...leading, ...Array<string>(missing).fill('0'), ...trailing].slice(0, 4).join(':')
}
