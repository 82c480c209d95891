// Every scenario, in the order in which they run.

import { single } from './alone.ts'
import { ceiling } from './ceiling.ts'
import { explain } from './explain.ts'
import { pglite, unfolded } from './folding.ts'
import { history, wallet } from './history.ts'
import { imports } from './import.ts'
import { mixed } from './mixed.ts'
import { overload } from './overload.ts'
import { renewals } from './renewals.ts'
import type { Scenario } from './scenario.ts'
import { soak } from './soak.ts'
import { hot, separate, team } from './spending.ts'
import { startup } from './startup.ts'
import { steady } from './steady.ts'
import { verified } from './verified.ts'

export const scenarios: readonly Scenario[] = [
  separate,
  hot,
  team,
  single,
  steady,
  mixed,
  soak,
  overload,
  unfolded,
  pglite,
  ceiling,
  startup,
  history,
  wallet,
  renewals,
  imports,
  explain,
  verified,
]
