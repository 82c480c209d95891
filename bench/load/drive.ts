// Runs the load generator against a server and measures what the processes behind it spend meanwhile.

import { fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { asBatchWork } from '../system/batch-work.ts'
import type { Meter } from '../system/meter.ts'
import { end, follow } from '../system/processes.ts'
import type { LoadMessage, LoadPlan, LoadResult } from './plan.ts'

const generator = fileURLToPath(new URL('generator.js', import.meta.url))

export interface Driven {
  readonly load: LoadResult
  /** CPU seconds while it was measured, by what spent them. */
  readonly cpu: Readonly<Record<string, number>>
}

export async function drive(plan: LoadPlan, meter: Meter): Promise<Driven> {
  const [execPath, execArgv] = asBatchWork(process.execPath, process.execArgv)
  const child = fork(generator, [], {
    execPath,
    execArgv: [...execArgv],
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  })
  const running = follow(child)
  let before = meter()
  let after = before
  const result = new Promise<LoadResult>((resolve, reject) => {
    child.on('message', (message: LoadMessage) => {
      if (message.is === 'measuring') before = meter()
      else if (message.is === 'measured') after = meter()
      else resolve(message.result)
    })
    running.ended.then(
      () => reject(new Error(`the load generator broke off:\n${running.written()}`)),
      reject,
    )
  })
  child.send(plan)
  const load = await result
  await end(running)
  const cpu = Object.fromEntries(
    Object.entries(after).map(([name, seconds]) => [name, seconds - (before[name] ?? 0)]),
  )
  return { load, cpu }
}
