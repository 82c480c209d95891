import type { Bench } from '../bench.ts'

export interface Scenario {
  readonly name: string
  readonly title: string
  readonly run: (bench: Bench) => Promise<void>
}
