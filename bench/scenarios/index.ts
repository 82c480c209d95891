// Every scenario, in the order in which they run.

import type { Scenario } from './scenario.ts'
import { hot, separate, team } from './spending.ts'

export const scenarios: readonly Scenario[] = [separate, hot, team]
