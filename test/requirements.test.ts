// Every requirement, invariant and worked example has a test that begins with its number; docs/requirements.md says which.

import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { doesNotApply, names, requirementsPage, whereTested } from './support/requirements.ts'

const numbered = (letter: string, count: number) =>
  Array.from({ length: count }, (_, index) => `${letter}${index + 1}`)

const architecture = readFileSync(new URL('../ARCHITECTURE.md', import.meta.url), 'utf8')

describe('by its number', () => {
  const where = whereTested()
  const applying = (letter: string, count: number) =>
    numbered(letter, count).filter((name) => !(name in doesNotApply))

  test('each of R1 to R67 is tested', () => {
    expect(applying('R', 67).filter((name) => !where.has(name))).toEqual([])
  })
  test('each of I1 to I18 is tested', () => {
    expect(applying('I', 18).filter((name) => !where.has(name))).toEqual([])
  })
  test('each of W1 to W53 is tested over the wire', () => {
    const overTheWire = (name: string) => where.get(name)?.some((file) => file.startsWith('http/'))
    expect(applying('W', 53).filter((name) => !overTheWire(name))).toEqual([])
  })
})

describe('what does not apply', () => {
  test('is said in ARCHITECTURE.md with the same reason, and is little', () => {
    const section = architecture.split('## Requirements that do not apply')[1]?.split('\n## ')[0]
    const said = [...(section ?? '').matchAll(/^- \*\*([RI]\d+)\*\* (.*)$/gm)]
    expect(Object.fromEntries(said.map(([, name, reason]) => [name, reason]))).toEqual(doesNotApply)
    expect(Object.keys(doesNotApply).filter((name) => name.startsWith('R')).length).toBeLessThan(11)
  })
  test('has no test that claims it', () => {
    const where = whereTested()
    expect(Object.keys(doesNotApply).filter((name) => where.has(name))).toEqual([])
  })
})

test('the page names all of them and is what the tests say', async () => {
  expect(names).toEqual([...numbered('R', 67), ...numbered('I', 18), ...numbered('W', 53)])
  await expect(requirementsPage(), '`npm run generate` writes it').toMatchFileSnapshot(
    '../docs/requirements.md',
  )
})
