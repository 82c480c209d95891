// What may stand on the command line, and what is said about the rest. Nothing here needs a database.

import { readFile } from 'node:fs/promises'
import { afterAll, describe, expect, test, vi } from 'vitest'
import { endPrograms, run } from '../support/program.ts'

// Programs take seconds to start on a machine with other things to do.
vi.setConfig({ testTimeout: 120_000 })

afterAll(endPrograms)

// A command that went on would say that this setting is wrong.
const settings = { DATABASE_URL: 'nowhere' }

const commands = ['serve', 'demo', 'migrate', 'renew', 'import', 'verify', 'user']

test('help and --help list the commands, every command explains itself, --version says which one this is', async () => {
  const { out } = await run(['--help'], settings)
  expect(out).toMatch(/^Usage: deskbank <command>$/m)
  for (const command of commands) expect(out).toMatch(new RegExp(`^  ${command} +\\w`, 'm'))
  expect(await run(['help'], settings)).toMatchObject({ code: 0, out, err: '' })

  for (const words of [
    ['verify', '--help'],
    ['renew', '-h'],
    ['user', 'create', '--help'],
  ]) {
    const answer = await run(words, settings)
    expect(answer).toMatchObject({ code: 0, err: '' })
    expect(answer.out).toMatch(new RegExp(`^Usage: deskbank ${words[0]} [[c]`))
  }

  const page = await readFile(new URL('../../package.json', import.meta.url), 'utf8')
  const version = `deskbank ${JSON.parse(page).version}\n`
  expect(await run(['--version'], settings)).toMatchObject({ code: 0, out: version, err: '' })
})

describe('what is no command answers with what would be, does nothing, and ends with exit 2', () => {
  const email = 'grace@example.com'

  test.each<[readonly string[], string, string]>([
    [['fly'], 'There is no command "fly".', 'deskbank <command>'],
    [['constructor'], 'There is no command "constructor".', 'deskbank <command>'],
    [[], 'Which command?', 'deskbank <command>'],
    [['verify', '--repiar'], "Unknown option '--repiar'.", 'deskbank verify [--repair]'],
    [['verify', '--after'], "Option '--after <value>' argument missing.", 'deskbank verify'],
    [['migrate', 'now'], "Unexpected argument 'now'.", 'deskbank migrate'],
    [['import'], 'import takes one file, or - for standard input.', 'deskbank import <file>'],
    [['user', 'remove', email], 'Nothing is called "remove" here.', 'deskbank user create'],
    [['user', 'create'], 'create needs an email address.', 'deskbank user create'],
    [['user', 'grant', email], 'grant needs at least one role.', 'deskbank user create'],
    [
      ['user', 'create', email, 'some password'],
      'create takes an email address and nothing more; the password comes from standard input.',
      'deskbank user create',
    ],
  ])('%j', async (words, problem, usage) => {
    const { code, out, err } = await run(words, { DATABASE_URL: 'pglite:memory' })
    expect({ code, out }).toEqual({ code: 2, out: '' })
    expect(err.startsWith(`${problem}\n\nUsage: ${usage}`)).toBe(true)
  })
})

test('an instant, an id and a file that are none are named', async () => {
  const refused = async (words: readonly string[], sentence: string) =>
    expect(await run(words, {})).toMatchObject({ code: 1, out: '', err: `${sentence}\n` })
  await refused(
    ['renew', '--at', 'soon'],
    '--at must be an instant such as 2026-05-01T00:00:00Z, not "soon".',
  )
  await refused(['verify', '--after', 'x'], '--after must be the id of a customer, not "x".')
  await refused(['import', 'no/such.csv'], 'no/such.csv cannot be read: ENOENT.')
  await refused(['import', '/tmp'], '/tmp is no file. Use - to read from standard input.')
})
