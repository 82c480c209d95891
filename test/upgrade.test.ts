// A database that an earlier release wrote is migrated, and every question is answered as that release answered it. A release
// leaves its archive and its answers in test/fixtures/releases, written by
//
//   MAKE_RELEASE=1 npx vitest run test/upgrade.test.ts

import { Readable } from 'node:stream'
import { parse } from 'csv-parse/sync'
import { describe, expect, test } from 'vitest'
import { readVersion } from '../src/commands/version.ts'
import { loadArchive } from '../src/operations/import-archive.ts'
import { verify } from '../src/operations/verify.ts'
import { migrate, newestVersion, readKnownVersion } from '../src/storage/migrate.ts'
import { linesOf, openEmpty } from './support/archive.ts'
import { sendKeyed } from './support/promises.ts'
import { listReleases, readRelease, writeRelease } from './support/release.ts'
import { type Answer, isPostgres, openWorldOn, type World } from './support/world.ts'

/** Members that answers have had since a release. Whatever else differs is a fault of the upgrade. */
const additions: Readonly<
  Record<string, readonly { readonly at: RegExp; readonly member: string }[]>
> = {
  '0.1.0': ['UsedByCoworkerId', 'UsedByFullName'].map((member) => ({
    at: /^\/api\/wallets\/\d+\/statement/,
    member,
  })),
}

const version = await readVersion()

test.runIf(process.env.MAKE_RELEASE !== undefined)(
  'a release leaves its archive and its answers behind',
  () => writeRelease(version),
  600_000,
)

test('every release left its archive and its answers', async () => {
  expect(await listReleases()).toContain(version)
})

describe.each(await listReleases())('a database of %s', (release) => {
  test('is migrated, and answers as before', async () => {
    const { archive, moment, promised, answers } = await readRelease(release)
    const { schema } = JSON.parse(linesOf(archive)[0] as string)
    const copy = await openEmpty(isPostgres ? 'postgres' : 'pglite')
    await copy.database.transaction((transaction) =>
      loadArchive(transaction, Readable.from([archive]), { onProgress: () => {} }),
    )
    expect(await readKnownVersion(copy.database.executor)).toBe(schema)
    expect((await migrate(copy.database)).length).toBe((await newestVersion()) - schema)

    const world = await openWorldOn(copy, { sandbox: { restore: async () => {} } })
    try {
      expect(answers.length).toBeGreaterThan(300)
      expect((await world.ask('GET', '/api/sandbox/clock')).body.Now).toBe(
        new Date(moment.now).toISOString().replace('.000', ''),
      )
      expect(await differences(world, release, answers)).toEqual([])
      for (const one of promised) expect((await sendKeyed(world, one)).text).toBe(one.text)
      expect(promised.length).toBeGreaterThan(0)
      const options = { repair: false, after: 0, onProgress: () => {} }
      expect(await verify(world.service, options)).toEqual([])
    } finally {
      await world.close()
    }
  }, 300_000)
})

async function differences(
  world: World,
  release: string,
  answers: readonly (readonly [string, string])[],
): Promise<readonly unknown[]> {
  const found: unknown[] = []
  for (const [asked, answered] of answers) {
    const [url = '', accept] = asked.split(' as ')
    const answer = await world.ask('GET', url, accept ? { headers: { accept } } : {})
    const allowed = (additions[release] ?? [])
      .filter(({ at }) => at.test(url))
      .map(({ member }) => member)
    if (!isSame(answered, answer, allowed))
      found.push({ asked, was: answered, is: `${answer.status} ${answer.text}` })
  }
  return found
}

function isSame(answered: string, answer: Answer, allowed: readonly string[]): boolean {
  if (answered === `${answer.status} ${answer.text}`) return true
  const [, status, text = ''] = /^(\d+) (.*)$/s.exec(answered) ?? []
  if (Number(status) !== answer.status) return false
  return isCsv(answer)
    ? holds(rowsOf(text), rowsOf(answer.text), allowed)
    : answer.body !== undefined && holds(JSON.parse(text), answer.body, allowed)
}

const isCsv = ({ headers }: Answer) => String(headers['content-type']).startsWith('text/csv')

/** The line of names first: what is added stands behind what was there. */
function rowsOf(csv: string): unknown {
  const [names = [], ...rows] = parse(csv, { bom: true }) as string[][]
  const members = rows.map((row) => Object.fromEntries(names.map((name, at) => [name, row[at]])))
  return [Object.fromEntries(names.map((name, at) => [name, at])), ...members]
}

/** Whether a value has everything that was there, and nothing more than is allowed. */
function holds(was: unknown, is: unknown, allowed: readonly string[]): boolean {
  if (typeof was !== 'object' || was === null || typeof is !== 'object' || is === null)
    return was === is
  if (Array.isArray(was) !== Array.isArray(is)) return false
  const here = was as Record<string, unknown>
  const there = is as Record<string, unknown>
  return (
    Object.keys(here).every((name) => name in there && holds(here[name], there[name], allowed)) &&
    Object.keys(there).every((name) => name in here || allowed.includes(name))
  )
}
