// Load generators stand for callers on machines of their own. On the same cores every answer would wake one of them, which
// then takes the processor from the server in the middle of its work, thousands of times a second. As batch work they still
// wake at once where a core is free, and wait for their turn where none is: for the server that is a fifteenth more, for
// pgbench next to nothing. Their own waiting counts as latency.

import { run } from './processes.ts'

/** A program and its words, to be run as batch work (Linux). */
export function asBatchWork(
  program: string,
  words: readonly string[],
): readonly [program: string, words: readonly string[]] {
  return ['chrt', ['-b', '0', program, ...words]]
}

/** Says so when there is no batch work on this machine, before anything is started. */
export async function requireBatchWork(): Promise<void> {
  await run(...asBatchWork('true', [])).catch((error: unknown) => {
    throw new Error(`The program chrt (package util-linux) is needed: ${error}`)
  })
}
