// What the deeds of a random run draw from: chance, the space, what was made so far, and the time.

import type { Answer, Method } from '../world.ts'
import type { Chance } from './chance.ts'
import type { RunSpace } from './space.ts'

export interface Request {
  readonly method: Method
  readonly url: string
  readonly body?: Readonly<Record<string, unknown>>
}

export interface Scene {
  readonly chance: Chance
  readonly space: RunSpace
  readonly known: Known
  /** Where the clock of the sandbox stands; epoch milliseconds. */
  readonly now: number
  readonly read: (url: string) => Promise<Answer>
}

/** One thing somebody might ask for. */
export type Deed = (scene: Scene) => Request | Promise<Request>

/** Ids of what was made, by the path it was made at. */
export class Known {
  readonly #ids = new Map<string, number[]>()

  add(path: string, id: number): void {
    const ids = this.#ids.get(path)
    if (ids) ids.push(id)
    else this.#ids.set(path, [id])
  }

  /** One of them, the later ones more often; a guess while there are none. */
  one(path: string, chance: Chance): number {
    const ids = this.#ids.get(path) ?? []
    const share = chance.next()
    return ids[Math.floor(ids.length * (1 - share * share))] ?? ids.at(-1) ?? chance.upTo(20)
  }
}

const hour = 3_600_000

/** An instant so many days around now, on the hour. */
export function around({ chance, now }: Scene, daysBefore: number, daysAfter: number): string {
  const from = now - daysBefore * 24 * hour
  const hours = chance.upTo((daysBefore + daysAfter) * 24)
  return new Date(Math.floor(from / hour) * hour + hours * hour).toISOString()
}

/** An hour to three later. */
export function soonAfter({ chance }: Scene, instant: string): string {
  return new Date(Date.parse(instant) + chance.upTo(3) * hour).toISOString()
}
