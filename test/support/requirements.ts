// What Deskbank has to hold, in one line each, and where a test says that it does. R are requirements learned from engines like
// this one, I the invariants that follow from them, W the worked examples of how credit behaves.

import { readdirSync, readFileSync } from 'node:fs'
import { restated } from './requirement-words.ts'

const folder = new URL('../', import.meta.url)

/** What does not apply, and why. Kept the same in ARCHITECTURE.md. */
export const doesNotApply: Readonly<Record<string, string>> = {
  R12: 'A balance is stored once, so no second store has to be brought in line with it.',
  R20: 'There are no holds: a use is taken at once, and whoever only asks takes nothing.',
  R23: 'No holds, so none runs out.',
  R24: 'No holds, so none is to be listed.',
  R26: 'No holds, so none has to remember a policy.',
  R27: 'No holds; what is given back lies in the same database as everything else.',
  R55: 'No events are sent; who wants to follow a wallet reads its statement by sequence.',
  R56: 'No alerts are sent and no credit is topped up by itself; the list of wallets shows what runs low.',
  R57: 'No events are sent, so none waits in a queue.',
  R66: 'Plan credit does not roll over, and no offer has a field that could say so.',
  I5: 'No holds.',
}

/** Every requirement, invariant and example by its name, in order. */
export const names: readonly string[] = Object.keys(restated)

const heads = /\(\s*(['`])((?:[A-Z]{1,3}-?\d+[:,]? )+)/g

/** The test files that have a test, or a group of tests, with the name at its head. */
export function whereTested(): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, Set<string>>()
  for (const file of testFiles()) {
    for (const [, , head = ''] of readFileSync(new URL(file, folder), 'utf8').matchAll(heads)) {
      for (const name of head.match(/[A-Z]+-?\d+/g) ?? []) {
        found.set(name, (found.get(name) ?? new Set()).add(file))
      }
    }
  }
  return new Map([...found].map(([name, files]) => [name, [...files].sort()]))
}

function testFiles(): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.test.ts'))
    .sort()
}

/** docs/requirements.md. */
export function requirementsPage(): string {
  const where = whereTested()
  const row = (name: string) => {
    const reason = doesNotApply[name]
    const links = (where.get(name) ?? []).map((file) => `[${shortName(file)}](../test/${file})`)
    return `| ${name} | ${restated[name]} | ${reason ? `Does not apply. ${reason}` : links.join(', ')} |`
  }
  const table = (title: string, letter: string) =>
    [
      `## ${title}`,
      '',
      '| | What has to hold | Tested in |',
      '| --- | --- | --- |',
      ...names.filter((name) => name.startsWith(letter)).map(row),
    ].join('\n')
  return `${[
    '# Requirements and where they are tested',
    'Written by `npm run generate` from `test/support/requirement-words.ts` and the names of the tests; `test/requirements.test.ts`\nfails when a test is missing or this page is out of date.',
    table('Requirements', 'R'),
    table('Invariants', 'I'),
    table('Worked examples', 'W'),
  ].join('\n\n')}\n`
}

const shortName = (file: string) => file.replace('.test.ts', '')
