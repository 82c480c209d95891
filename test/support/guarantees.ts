// The tables in docs/guarantees.md are what a suite found when it last ran with UPDATE_GUARANTEES=1.

import { readFileSync, writeFileSync } from 'node:fs'

const page = new URL('../../docs/guarantees.md', import.meta.url)

/**
 * Puts a table of Markdown in the place of the page that bears its name, with a sentence about the run (seed, length,
 * database) above it. Does nothing unless UPDATE_GUARANTEES is set, so that a short run leaves the long run's figures.
 */
export function recordGuarantee(
  name: string,
  about: string,
  head: readonly string[],
  rows: readonly (readonly (string | number)[])[],
): void {
  if (process.env.UPDATE_GUARANTEES === undefined) return
  const line = (cells: readonly (string | number)[]) => `| ${cells.join(' | ')} |`
  const table = [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n')
  const text = readFileSync(page, 'utf8')
  const place = new RegExp(`(<!-- table: ${name} -->\\n)[^]*?(<!-- end -->)`)
  if (!place.test(text)) throw new Error(`docs/guarantees.md has no table named ${name}`)
  writeFileSync(
    page,
    text.replace(place, (_, start, end) => `${start}\n${about}\n\n${table}\n\n${end}`),
  )
}
