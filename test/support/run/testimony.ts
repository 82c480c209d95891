// What answers said of balances, to be held against the journal once everything is over (invariants I7, I14).

import { type Amount, unitsOf } from '../../../src/engine/amount.ts'
import { creditKey, type Unit } from '../../../src/engine/wallet.ts'
import type { MovementRow } from '../../../src/storage/wallets.ts'
import { journalOf } from '../journal.ts'
import { paths } from '../space.ts'
import type { Answer, World } from '../world.ts'
import type { Request } from './scene.ts'

/** That a credit held so much once its wallet had come to a sequence. */
interface Balance {
  readonly customer: number
  readonly sequence: number
  readonly credit: string
  readonly left: number
  readonly by: string
}

/** That a request did these uses and no others. */
interface Uses {
  readonly key: string
  readonly ids: readonly number[]
  readonly by: string
}

/** That a credit held so much before a use was taken from it. */
interface Before {
  readonly use: number
  readonly credit: string
  readonly left: number
  readonly by: string
}

// biome-ignore lint/suspicious/noExplicitAny: answers of every shape
type Row = any

export class Testimony {
  readonly #balances: Balance[] = []
  readonly #uses: Uses[] = []
  readonly #before: Before[] = []

  /** How much was said. */
  get size(): number {
    return this.#balances.length + this.#uses.length + this.#before.length
  }

  /** Takes down what the answer to a request says of balances. */
  hear({ method, url, body }: Request, answer: Answer, key: string | undefined): void {
    if (answer.status !== 200) return
    const by = `${method} ${url} ${JSON.stringify(body ?? null)} under ${key ?? 'no key'}: ${answer.text}`
    const [, customer, what] = /^\/api\/wallets\/(\d+)(?:\/(\w+))?/.exec(url) ?? []
    const id = Number(customer)
    if (url === paths.uses && method === 'POST') this.#hearUse(answer.body.Value, body, by)
    if (customer === undefined) return
    if (what === undefined) this.#hearWallet(id, answer.body, by)
    if (what === 'statement') this.#hearStatement(id, answer.body.Records, by)
    if (what === 'adjust') this.#hearAdjustment(id, answer.body.Value, by)
    if (what === 'spend' || what === 'release') this.#hearUses(answer.body.Value, by)
    if (what === 'spend' && key !== undefined && isFolded(body)) {
      const ids = answer.body.Value.Uses.map((use: Row) => use.CoworkerBookingCreditUseHistoryId)
      this.#uses.push({ key, ids, by })
    }
  }

  #hearUse(value: Row, body: Request['body'], by: string): void {
    this.#before.push({
      use: value.Id,
      credit: creditKey('Money', Number(body?.CoworkerBookingCreditId)),
      left: value.CoworkerBookingCreditRemainingCredit,
      by,
    })
  }

  #hearWallet(customer: number, wallet: Row, by: string): void {
    const say = (unit: Unit, creditId: number, left: number) =>
      this.#balances.push({
        customer,
        sequence: wallet.Sequence,
        credit: creditKey(unit, creditId),
        left,
        by,
      })
    for (const credit of wallet.Credits) say('Money', credit.Id, credit.RemainingCredit)
    for (const credit of wallet.TimeCredits) say('Time', credit.Id, credit.RemainingUses)
  }

  #hearStatement(customer: number, rows: readonly Row[], by: string): void {
    for (const row of rows) {
      if (row.Sequence === null) continue
      const credit = creditKey(row.Unit, row.CoworkerBookingCreditId ?? row.CoworkerExtraServiceId)
      const left = row.RemainingCredit
      this.#balances.push({ customer, sequence: row.Sequence, credit, left, by })
    }
  }

  #hearAdjustment(customer: number, value: Row, by: string): void {
    const isTime = 'RemainingUses' in value
    this.#balances.push({
      customer,
      sequence: value.Sequence,
      credit: creditKey(isTime ? 'Time' : 'Money', value.Id),
      left: isTime ? value.RemainingUses : value.RemainingCredit,
      by,
    })
  }

  /** The last use of a credit shows it as it is at the sequence of the answer; the ones before lead up to it. */
  #hearUses(value: Row, by: string): void {
    const sequences = new Map<number, number>(
      value.Sequences.map((one: Row) => [one.CoworkerId, one.Sequence]),
    )
    const last = new Map<string, Row>()
    for (const use of value.Uses) last.set(creditKey('Money', use.CoworkerBookingCreditId), use)
    for (const [credit, use] of last) {
      this.#balances.push({
        customer: use.CoworkerId,
        sequence: sequences.get(use.CoworkerId) ?? Number.NaN,
        credit,
        left: use.RemainingCredit,
        by,
      })
    }
  }

  /** Everything that was said and that the journals of these customers do not bear out. */
  async contradictions(
    world: Pick<World, 'service'>,
    customers: readonly number[],
  ): Promise<readonly string[]> {
    const journals = new Map<number, readonly MovementRow[]>()
    for (const customer of customers) journals.set(customer, await journalOf(world, customer))
    const all = [...journals.values()].flat()
    return [...this.#wrongBalances(journals), ...this.#wrongUses(all), ...this.#wrongBefore(all)]
  }

  #wrongBalances(journals: ReadonlyMap<number, readonly MovementRow[]>): readonly string[] {
    const wrong: string[] = []
    for (const [customer, journal] of journals) {
      const said = this.#balances.filter((one) => one.customer === customer)
      said.sort((one, other) => one.sequence - other.sequence)
      const left = new Map<string, Amount>()
      let done = 0
      for (const { sequence, credit, left: claimed, by } of said) {
        if (!(sequence <= journal.length))
          wrong.push(`${customer} never came to ${sequence}: ${by}`)
        for (; done < Math.min(sequence, journal.length); done += 1) {
          const { unit, creditId, remaining } = journal[done] as MovementRow
          left.set(creditKey(unit, creditId), remaining)
        }
        const held = unitsOf(left.get(credit) ?? (0 as Amount))
        if (held !== claimed)
          wrong.push(`${credit} of ${customer} held ${held} at ${sequence}, not ${claimed}: ${by}`)
      }
    }
    return wrong
  }

  #wrongUses(movements: readonly MovementRow[]): readonly string[] {
    const done = new Map<string, number[]>()
    for (const { kind, unit, receipt, useId } of movements) {
      if (kind !== 'Use' || unit !== 'Money' || receipt === null || useId === null) continue
      done.set(receipt, [...(done.get(receipt) ?? []), useId])
    }
    return this.#uses
      .filter(({ key, ids }) => !isSame(ids, done.get(key) ?? []))
      .map(({ key, by }) => `${key} did the uses ${done.get(key)?.join()}: ${by}`)
  }

  #wrongBefore(movements: readonly MovementRow[]): readonly string[] {
    const taken = new Map<string, MovementRow>()
    for (const movement of movements) {
      if (movement.kind !== 'Use') continue
      const name = `${movement.useId} ${creditKey(movement.unit, movement.creditId)}`
      if (!taken.has(name)) taken.set(name, movement)
    }
    return this.#before.flatMap(({ use, credit, left, by }) => {
      const movement = taken.get(`${use} ${credit}`)
      if (!movement) return [`use ${use} of ${credit} was never taken: ${by}`]
      const before = unitsOf((movement.remaining - movement.amount) as Amount)
      return before === left ? [] : [`${credit} held ${before} before use ${use}: ${by}`]
    })
  }
}

/** Charges of records go their own way: a second spend of one does nothing and answers the first. */
function isFolded(body: Request['body']): boolean {
  return !JSON.stringify(body?.Charges ?? []).includes('"BookingId"')
}

function isSame(some: readonly number[], others: readonly number[]): boolean {
  const sorted = (list: readonly number[]) => [...list].sort((one, other) => one - other).join()
  return sorted(some) === sorted(others)
}
