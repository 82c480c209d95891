// Runs the examples as a reader would, from top to bottom, and holds the answers against the recorded ones.
// UPDATE_EXAMPLES=1 records them anew; read the difference before you commit it.

import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { makeExampleSpace } from './support/example-space.ts'
import { type FileRequest, fill, type HttpFile, parseHttpFile } from './support/http-file.ts'
import { recorded } from './support/recording.ts'
import { administrator } from './support/template.ts'
import { type Answer, type Method, openWorld, type World } from './support/world.ts'

const folder = new URL('../examples/', import.meta.url)
const files = readdirSync(folder).filter((name) => name.endsWith('.http'))

/** The documentation fixes these answers; `Id`, `UpdatedOn` and `UpdatedBy` are those of its samples. */
const documented = {
  Id: 87654321,
  UpdatedOn: '2025-01-15T10:30:00Z',
  success: (entity: string) =>
    `{"Status":200,"Message":"${entity} was successfully updated.","Value":{"Id":87654321},` +
    '"OpenInDialog":false,"OpenInWindow":false,"RedirectURL":null,"JavaScript":null,' +
    '"UpdatedOn":"2025-01-15T10:30:00Z","UpdatedBy":"admin@example.com","Errors":null,"WasSuccessful":true}',
  refusal: (member: string) =>
    `{"Message":"${member}: is a required field","Value":null,` +
    `"Errors":[{"AttemptedValue":null,"Message":"is a required field","PropertyName":"${member}"}],` +
    '"WasSuccessful":false}',
}

interface Example {
  readonly request: FileRequest
  readonly answer: Answer
}

describe.each(files)('examples/%s', (name) => {
  let world: World
  let since: number
  let examples: readonly Example[]

  beforeAll(async () => {
    // Lookup rows are as old as the template of this run.
    since = Date.now() - 3_600_000
    world = await openWorld({ sandbox: { restore: async () => {} } })
    await makeExampleSpace(world)
    examples = await run(world, parseHttpFile(readFileSync(new URL(name, folder), 'utf8')))
  })
  afterAll(() => world.close())

  test('is answered as recorded', () => {
    const record = new URL(`recorded/${name.replace('.http', '.txt')}`, folder)
    const text = examples
      .map(({ request, answer }) => recorded(request.title, answer, since))
      .join('\n')
    if (process.env.UPDATE_EXAMPLES === '1') writeFileSync(record, text)
    expect(text).toBe(readFileSync(record, 'utf8'))
  })

  test.runIf(name === 'documented.http')('is answered as documented, to the byte', () => {
    const updates = examples.filter(({ request }) => request.method === 'PUT')
    expect(updates).toHaveLength(10)
    for (const { request, answer } of updates) {
      const [, entity = '', member] =
        /^Update a (\w+)(?: without (\w+))?$/.exec(request.title) ?? []
      expect(answer.status).toBe(member === undefined ? 200 : 400)
      expect(member === undefined ? asSampled(answer.text) : answer.text).toBe(
        member === undefined ? documented.success(entity) : documented.refusal(member),
      )
    }
  })
})

/** The answer with the values of the documentation’s samples. */
function asSampled(text: string): string {
  return text
    .replace(/"Id":\d+/, `"Id":${documented.Id}`)
    .replace(
      /"UpdatedOn":"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ"/,
      `"UpdatedOn":"${documented.UpdatedOn}"`,
    )
}

async function run(world: World, file: HttpFile): Promise<readonly Example[]> {
  const variables = new Map([
    ...file.variables,
    ['host', ''],
    ['email', encodeURIComponent(administrator.email)],
    ['password', encodeURIComponent(administrator.password)],
  ])
  const answers = new Map<string, unknown>()
  const examples: Example[] = []
  for (const request of file.requests) {
    const filled = (text: string) => fill(text, variables, answers)
    const headers = Object.entries(request.headers).map(([name, value]) => [name, filled(value)])
    const answer = await world.ask(request.method as Method, filled(request.url), {
      token: null,
      headers: Object.fromEntries(headers),
      ...(request.body === undefined ? {} : { text: filled(request.body) }),
    })
    if (request.name) answers.set(request.name, answer.body)
    examples.push({ request, answer })
  }
  return examples
}
