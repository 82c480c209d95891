// The load generator: a process of its own, so that what it costs is not counted as the server's. It takes one plan over
// its channel, carries it out, answers what it measured and ends.

import { type Answer, Connection } from './connection.ts'
import { Latencies } from './latencies.ts'
import type { LoadMessage, LoadPlan, LoadResult } from './plan.ts'
import { type Drawn, drawer, seeded } from './requests.ts'

/** How long a request waits for a free connection before its caller gives up. */
const patienceMilliseconds = 2_000
const lateMilliseconds = 10
const mostFailures = 3
/** How many connections are opened at a time: fewer than a server lets wait to be taken. */
const openedTogether = 256

/** When each request that waits was meant to start, in order. However long the line is, taking from it costs the same. */
class Line {
  private instants: number[] = []
  private taken = 0

  push(instant: number): void {
    this.instants.push(instant)
  }

  first(): number | undefined {
    return this.instants[this.taken]
  }

  shift(): void {
    this.taken += 1
    if (this.taken === this.instants.length) {
      this.instants = []
      this.taken = 0
    }
  }

  rest(): readonly number[] {
    return this.instants.slice(this.taken)
  }
}

class Generator {
  private readonly random: () => number
  private readonly draw: () => Drawn
  private readonly all = new Latencies()
  private readonly refused = new Latencies()
  private readonly byKind = new Map<string, Latencies>()
  private readonly free: Connection[] = []
  private readonly line = new Line()
  private measuredFrom = Number.POSITIVE_INFINITY
  private measuredUntil = Number.POSITIVE_INFINITY
  private underWay = 0
  private offered = 0
  private dropped = 0
  private late = 0
  private failed = 0
  private spent = 0
  private readonly failures: string[] = []

  private readonly plan: LoadPlan

  constructor(plan: LoadPlan) {
    this.plan = plan
    this.random = seeded(plan.seed)
    this.draw = drawer(plan, this.random)
    for (const kind of plan.kinds) this.byKind.set(kind.name, new Latencies())
  }

  async run(): Promise<LoadResult> {
    const { plan } = this
    const connections = await openConnections(plan)
    const begin = performance.now()
    this.measuredFrom = begin + plan.warmupSeconds * 1000
    this.measuredUntil = this.measuredFrom + plan.seconds * 1000
    if (plan.rate === undefined) for (const one of connections) this.next(one)
    else {
      this.free.push(...connections)
      this.arrive(begin, plan.rate)
    }
    await until(this.measuredFrom)
    const cpuBefore = process.cpuUsage()
    tell({ is: 'measuring' })
    await until(this.measuredUntil)
    const cpu = process.cpuUsage(cpuBefore)
    tell({ is: 'measured' })
    await this.settle()
    for (const one of connections) one.close()
    return this.result((cpu.user + cpu.system) / 1e6)
  }

  /** Closed loop: the next request starts when the one before is answered. */
  private next(connection: Connection): void {
    const now = performance.now()
    if (now >= this.measuredUntil) return
    if (now >= this.measuredFrom) this.offered += 1
    this.send(connection, now, () => this.next(connection))
  }

  /** Open loop: arrivals are independent of each other and of the answers, with exponential gaps between them. */
  private arrive(begin: number, rate: number): void {
    let exact = 0
    const tick = () => {
      const now = performance.now()
      // On the grid of the timer, whose own lateness would otherwise be counted as the server's.
      let intended = begin + Math.ceil(exact)
      while (intended <= now && intended < this.measuredUntil) {
        if (intended >= this.measuredFrom) this.offered += 1
        this.line.push(intended)
        exact += (-Math.log(1 - this.random()) / rate) * 1000
        intended = begin + Math.ceil(exact)
      }
      this.serveLine(now)
      if (intended < this.measuredUntil) setTimeout(tick, 1)
    }
    tick()
  }

  private serveLine(now: number): void {
    for (let waiting = this.line.first(); waiting !== undefined; waiting = this.line.first()) {
      if (now - waiting > patienceMilliseconds) {
        if (this.isMeasured(waiting)) this.dropped += 1
      } else {
        const connection = this.free.pop()
        if (!connection) return
        if (this.isMeasured(waiting) && now - waiting > lateMilliseconds) this.late += 1
        this.send(connection, waiting, () => {
          this.free.push(connection)
          this.serveLine(performance.now())
        })
      }
      this.line.shift()
    }
  }

  private send(connection: Connection, intended: number, then: () => void): void {
    const { kind, text } = this.draw()
    this.underWay += 1
    connection.send(text, (answer) => {
      this.underWay -= 1
      const now = performance.now()
      if (answer.status === (kind.expected ?? 200)) {
        if (kind.hasKey) this.spent += 1
        if (this.isMeasured(intended)) {
          this.all.add(now - intended)
          this.byKind.get(kind.name)?.add(now - intended)
        }
      } else if (isRefusal(answer)) {
        if (this.isMeasured(intended)) this.refused.add(now - intended)
      } else {
        this.failed += 1
        if (this.failures.length < mostFailures) this.failures.push(answer.text().slice(0, 2_000))
      }
      then()
    })
  }

  private isMeasured(intended: number): boolean {
    return intended >= this.measuredFrom && intended < this.measuredUntil
  }

  /** Waits for what is under way; what still waits for a connection then was dropped. */
  private async settle(): Promise<void> {
    const deadline = performance.now() + patienceMilliseconds
    while ((this.underWay > 0 || this.line.first() !== undefined) && performance.now() < deadline) {
      await until(performance.now() + 10)
    }
    this.dropped += this.line.rest().filter((one) => this.isMeasured(one)).length + this.underWay
  }

  private result(cpuSeconds: number): LoadResult {
    const { seconds } = this.plan
    const latency = this.all.summary()
    return {
      seconds,
      offered: this.offered / seconds,
      achieved: latency.count / seconds,
      latency,
      byKind: Object.fromEntries(
        [...this.byKind].map(([name, latencies]) => [name, latencies.summary()]),
      ),
      dropped: this.dropped,
      late: this.late,
      refused: this.refused.summary(),
      failed: this.failed,
      failures: this.failures,
      spent: this.spent,
      unanswered: this.underWay,
      cpuSeconds,
    }
  }
}

async function openConnections({ port, connections }: LoadPlan): Promise<Connection[]> {
  const open: Connection[] = []
  while (open.length < connections) {
    const length = Math.min(openedTogether, connections - open.length)
    open.push(...(await Promise.all(Array.from({ length }, () => Connection.open(port, giveUp)))))
  }
  return open
}

function isRefusal({ status, saysWhen }: Answer): boolean {
  return (status === 429 || status === 503) && saysWhen()
}

function giveUp(error: Error): never {
  throw error
}

async function until(instant: number): Promise<void> {
  const left = instant - performance.now()
  if (left > 0) await new Promise((resolve) => setTimeout(resolve, left))
}

function tell(message: LoadMessage): void {
  process.send?.(message)
}

process.once('message', async (plan: LoadPlan) => {
  tell({ is: 'result', result: await new Generator(plan).run() })
  process.disconnect()
})
// Nobody is left to answer.
process.once('disconnect', () => process.exit())
