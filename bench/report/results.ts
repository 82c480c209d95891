// What was measured, as it is printed, drawn and written down.

import type { Latency } from '../load/plan.ts'

export interface Measurement {
  readonly scenario: string
  /** What was under load, such as `server` or `reference`. */
  readonly subject: string
  readonly connections: number
  /** Requests a second. */
  readonly offered: number
  readonly achieved: number
  /** Milliseconds. */
  readonly latency: Latency
  readonly dropped: number
  readonly late: number
  /** Sent away with word of when to come again. */
  readonly refused: number
  readonly failed: number
  /** Milliseconds of CPU for each request answered. */
  readonly serverCpu?: number
  readonly databaseCpu?: number
  /** Bytes. */
  readonly serverMemory?: number
  readonly databaseMemory?: number
}

/** One figure that says something by itself, most often a ratio. */
export interface Figure {
  readonly scenario: string
  readonly name: string
  readonly value: number
  readonly unit: '' | 'ms' | 's' | 'MB' | '/s' | 'rows' | 'requests'
  /** How it came about, such as `1234/s of 2345/s`. */
  readonly from?: string
}

/** A line of a drawing. */
export interface Curve {
  readonly drawing: 'latency' | 'history'
  readonly name: string
  readonly points: readonly (readonly [x: number, y: number])[]
}

export interface Results {
  readonly measurements: Measurement[]
  readonly figures: Figure[]
  readonly curves: Curve[]
}
