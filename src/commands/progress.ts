// A bar on the terminal for work that takes a while; nothing where nobody looks.

const width = 40

/** `beside` stands behind the counts, such as what a stopped run can be taken up from. */
export function showProgress(done: number, total: number, beside: string): void {
  if (!process.stderr.isTTY) return
  const filled = Math.round((Math.min(done, total) / Math.max(1, total)) * width)
  const bar = `${'#'.repeat(filled)}${'-'.repeat(width - filled)}`
  process.stderr.write(`\r[${bar}] ${done}/${total} ${beside}`)
}

export function endProgress(): void {
  if (process.stderr.isTTY) process.stderr.write('\n')
}
