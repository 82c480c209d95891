// What the callers ask for while something fails. Every request says in itself which operation it belongs to, so that each
// line of a statement can be laid at the door of one.

import { Chance } from '../support/run/chance.ts'
import type { Request } from '../support/run/scene.ts'
import { paths } from '../support/space.ts'
import type { Answer } from '../support/world.ts'
import type { Customer, FaultSpace } from './space.ts'

export type Kind = 'spend' | 'release' | 'use' | 'overdraft' | 'adjust' | 'credit' | 'booking'

export interface Operation {
  /** The key it is sent under, and what it is called in the statement. */
  readonly key: string
  readonly kind: Kind
  readonly customer: number
  readonly request: Request
  /** Set once there is one that says what became of it. */
  answer: Answer | undefined
  /** How often there was none, or 503. */
  unanswered: number
}

/** One caller's own chance, and what it knows of what it did. */
export class Deeds {
  readonly #chance: Chance
  readonly #space: FaultSpace
  readonly #customer: Customer
  readonly #room: number
  readonly #name: string
  readonly #credits: number[]
  readonly #spent: string[] = []
  #drawn = 0

  constructor(seed: number, space: FaultSpace, customer: Customer, worker: number) {
    this.#chance = new Chance(seed * 1_009 + worker)
    this.#space = space
    this.#customer = customer
    this.#room = space.rooms[worker] as number
    this.#name = `w${worker}`
    this.#credits = [...customer.credits]
  }

  draw(): Operation {
    this.#drawn += 1
    const key = `${this.#name} ${this.#drawn}`
    const kind = this.#chance.weighed<Kind>([
      [10, 'spend'],
      [this.#spent.length > 0 ? 3 : 0, 'release'],
      [4, 'use'],
      [1, 'overdraft'],
      [2, 'adjust'],
      [1, 'credit'],
      [2, 'booking'],
    ])
    const request = { method: 'POST', ...this.#draw(kind, key) } as const
    const customer = this.#customer.id
    return { key, kind, customer, request, answer: undefined, unanswered: 0 }
  }

  /** Takes note of what was done. */
  hear({ kind, key, answer }: Operation): void {
    if (answer?.status !== 200) return
    if (kind === 'spend') this.#spent.push(key)
    if (kind === 'credit') this.#credits.push(answer.body.Value.Id)
  }

  #draw(kind: Kind, key: string): Pick<Request, 'url' | 'body'> {
    const chance = this.#chance
    const wallet = `/api/wallets/${this.#customer.id}`
    const credit = this.#customer.credits[chance.upTo(2) - 1] as number
    switch (kind) {
      case 'spend':
        return { url: `${wallet}/spend`, body: { Charges: this.#charges(), Reference: key } }
      case 'release': {
        const [Reference] = this.#spent.splice(chance.upTo(this.#spent.length) - 1, 1)
        return { url: `${wallet}/release`, body: { Reference, Reason: key } }
      }
      case 'use':
        return this.#use(chance.pick(this.#credits), 0.01, key)
      case 'overdraft':
        return this.#use(credit, 900_000_000, key)
      case 'adjust': {
        const body = { CoworkerBookingCreditId: credit, Amount: -chance.amount(5), Reason: key }
        return { url: `${wallet}/adjust`, body }
      }
      case 'credit':
        return { url: paths.credits, body: this.#newCredit(key) }
      case 'booking':
        return { url: paths.bookings, body: this.#booking(key) }
    }
  }

  #charges() {
    const charge = () => ({ Kind: 'Booking', Amount: this.#chance.amount(8) })
    return Array.from({ length: this.#chance.pick([1, 1, 1, 2]) }, charge)
  }

  #use(credit: number, used: number, key: string) {
    const body = { CoworkerBookingCreditId: credit, CreditUsed: used, Description: key }
    return { url: paths.uses, body }
  }

  #newCredit(key: string) {
    return {
      CoworkerId: this.#customer.id,
      BusinessId: this.#space.location,
      // For nothing, so that nothing but direct uses is taken from it.
      TotalCredit: 20 + this.#chance.upTo(30),
      Description: key,
    }
  }

  #booking(key: string) {
    const from = Date.parse('2035-01-01T00:00:00Z') + this.#drawn * 3_600_000
    return {
      ResourceId: this.#room,
      CoworkerId: this.#customer.id,
      FromTime: new Date(from).toISOString(),
      ToTime: new Date(from + 3_600_000).toISOString(),
      ChargeNow: true,
      Notes: key,
    }
  }
}
