// Callers at work: each sends one request after the other, and whatever is not answered again under the same key, as a
// careful integration does, until there is an answer.

import type { Answer } from '../support/world.ts'
import { Caller } from './caller.ts'
import { Deeds, type Operation } from './deeds.ts'
import { type FaultSpace, hotWorkers, workers } from './space.ts'

/** Where the service is at the moment. */
export interface Door {
  /** Waits while nobody is to knock. */
  readonly address: () => Promise<string>
}

const patience = 20
const twiceEvery = 10

export class Load {
  readonly operations: Operation[] = []
  /** What was answered and should not have been. */
  readonly faults: string[] = []
  readonly caller: Caller
  acknowledged = 0
  /** How often the answer was 503. */
  refused = 0
  readonly #door: Door
  readonly #workers: readonly Deeds[]
  #isStopping = false
  #atWork: Promise<unknown> = Promise.resolve()

  constructor(seed: number, space: FaultSpace, door: Door, token: string) {
    this.#door = door
    this.caller = new Caller(token)
    this.#workers = Array.from({ length: workers }, (_, worker) => {
      const customer = space.customers[Math.max(0, worker - hotWorkers + 1)]
      if (!customer) throw new Error('there are more workers than customers')
      return new Deeds(seed, space, customer, worker)
    })
  }

  start(): void {
    this.#isStopping = false
    this.#atWork = Promise.all(this.#workers.map((deeds) => this.#work(deeds)))
    // Whoever stops the work learns of it.
    this.#atWork.catch(() => {})
  }

  /** Waits until so many more operations are done than now. */
  async untilDone(more: number): Promise<void> {
    const enough = this.acknowledged + more
    while (this.acknowledged < enough) {
      await this.#untilNextLook()
    }
  }

  /** Waits until so many more requests were refused with 503. */
  async untilRefused(more: number): Promise<void> {
    const enough = this.refused + more
    while (this.refused < enough) await this.#untilNextLook()
  }

  /** Fails when the work does. */
  async #untilNextLook(): Promise<void> {
    const isOver = await Promise.race([this.#atWork.then(() => true), pause(5)])
    if (isOver) throw new Error('the work is over')
  }

  /** Waits until each caller has the answer to what it sent last. */
  async stop(): Promise<void> {
    this.#isStopping = true
    await this.#atWork
  }

  /** Sends until it is answered. */
  async deliver(operation: Operation): Promise<Answer> {
    const { request, key } = operation
    for (;;) {
      const answer = await this.caller.ask(await this.#door.address(), { ...request, key })
      if (answer && answer.status !== 503) return answer
      if (answer) this.#hearRefusal(operation, answer)
      operation.unanswered += 1
      await pause(patience)
    }
  }

  async #work(deeds: Deeds): Promise<void> {
    while (!this.#isStopping) {
      const operation = deeds.draw()
      this.operations.push(operation)
      operation.answer = await this.#deliverAtLeastOnce(operation, this.operations.length)
      deeds.hear(operation)
      const wanted = operation.kind === 'overdraft' ? 400 : 200
      if (operation.answer.status === wanted) this.acknowledged += 1
      else this.#complain(operation, operation.answer)
    }
  }

  /** Some are sent twice at once, as by somebody who presses a button twice: both are told the same. */
  async #deliverAtLeastOnce(operation: Operation, number: number): Promise<Answer> {
    if (number % twiceEvery !== 0) return this.deliver(operation)
    const both = await Promise.all([this.deliver(operation), this.deliver(operation)])
    const [one, other] = both as [Answer, Answer]
    // What is refused is looked at anew each time, and says what is left by then.
    const isSame = one.status === 400 ? other.status === 400 : one.text === other.text
    if (!isSame) this.#complain(operation, other)
    return one
  }

  /** A caller must be told when to come again, in the words that all failures have. */
  #hearRefusal(operation: Operation, answer: Answer): void {
    this.refused += 1
    const isClear =
      answer.headers['retry-after'] !== undefined && typeof answer.body?.Message === 'string'
    if (!isClear) this.#complain(operation, answer)
  }

  #complain({ key, request }: Operation, { status, text }: Answer): void {
    this.faults.push(`${key}: ${JSON.stringify(request)} was answered ${status} ${text}`)
  }
}

export async function pause(milliseconds: number): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, milliseconds))
}
