// docs/rules.md is what the code says, in the words that the service answers with.

import { afterAll, beforeAll, expect, test } from 'vitest'
import { rulesPage } from './support/rules-page.ts'
import { openWorld, type World } from './support/world.ts'

let world: World
beforeAll(async () => {
  world = await openWorld()
})
afterAll(() => world.close())

test('R64 the page of rules is what the engine does, and buyers read the words that operators read', async () => {
  const page = rulesPage()
  await expect(page, '`npm run generate` writes it').toMatchFileSnapshot('../docs/rules.md')
  const { body } = await world.ask('GET', '/api/reports/policies?size=200')
  expect(body.Records.length).toBe(body.TotalItems)
  for (const { Name, Default, Meaning, Source } of body.Records) {
    const line = page.split('\n').find((one) => one.startsWith(`| ${Name} |`))
    expect([Name, line]).toEqual([Name, expect.stringContaining(`| ${Default} |`)])
    expect(line).toContain(Meaning)
    expect(line).toContain(`| ${Source} |`)
  }
})
