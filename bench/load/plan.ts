// What the load generator is told and what it answers.

/** One kind of request. `{id}` in the path and the body stands for an id drawn from `ids`. */
export interface RequestKind {
  readonly name: string
  /** How often it is drawn, relative to the others. */
  readonly weight: number
  readonly method: 'GET' | 'POST'
  readonly path: string
  /** First and last id, both included. */
  readonly ids: readonly [number, number]
  readonly body?: string
  /** Whether each request gets a fresh Idempotency-Key. */
  readonly hasKey?: boolean
  /** The status that counts as answered; 200 unless told otherwise. */
  readonly expected?: number
}

export interface LoadPlan {
  readonly port: number
  readonly token: string
  readonly connections: number
  /** How long is measured, after `warmupSeconds` of the same load. */
  readonly seconds: number
  readonly warmupSeconds: number
  /** Requests a second that arrive whatever the server does (open loop); undefined: each connection back to back. */
  readonly rate?: number
  readonly kinds: readonly RequestKind[]
  readonly seed: number
}

/** Milliseconds; counted from when the request was meant to start. */
export interface Latency {
  readonly count: number
  readonly mean: number
  readonly p50: number
  readonly p95: number
  readonly p99: number
  readonly max: number
}

export interface LoadResult {
  /** How long was measured, in seconds. */
  readonly seconds: number
  /** Requests a second that were meant to start; in a closed loop those that did. */
  readonly offered: number
  /** Requests a second answered as expected. */
  readonly achieved: number
  readonly latency: Latency
  readonly byKind: Readonly<Record<string, Latency>>
  /** Meant to start and never answered: no connection was free in time, or the run ended first. */
  readonly dropped: number
  /** Started more than ten milliseconds after they were meant to. */
  readonly late: number
  /** Sent away with 429 or 503 and told when to come again, and how long that took. */
  readonly refused: Latency
  /** Answered with another status than expected, refusals aside, and the first few of them. */
  readonly failed: number
  readonly failures: readonly string[]
  /** Spends answered from the first on, warm-up included, and those whose answer was not waited for any more. */
  readonly spent: number
  readonly unanswered: number
  /** CPU seconds of the generator itself while it measured. */
  readonly cpuSeconds: number
}

/** What the generator sends over its channel. */
export type LoadMessage =
  | { readonly is: 'measuring' }
  | { readonly is: 'measured' }
  | { readonly is: 'result'; readonly result: LoadResult }
