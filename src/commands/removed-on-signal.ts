// What a command that is told to end must not leave behind.

import { rmSync } from 'node:fs'

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

/**
 * Removes a file, or a folder with all that is in it, when the process is told to end, and lets it end. What is half done is
 * of use to nobody, and holds personal data all the same. Answers how to let go of it.
 */
export function removedOnSignal(path: string): () => void {
  const remove = (signal: NodeJS.Signals) => {
    forget()
    rmSync(path, { recursive: true, force: true })
    process.kill(process.pid, signal)
  }
  const forget = () => {
    for (const signal of signals) process.removeListener(signal, remove)
  }
  for (const signal of signals) process.once(signal, remove)
  return forget
}
