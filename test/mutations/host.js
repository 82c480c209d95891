// A process that runs tests against mutants: vitest is started once, and the mutated text is handed to it in the place of the
// file, so that no file is ever changed. The parent ends this process when a mutant never comes to an end.

import { fileURLToPath } from 'node:url'
import { createVitest } from 'vitest/node'

const root = fileURLToPath(new URL('../..', import.meta.url))
const needsDatabase = process.argv.includes('--database')
let mutant = { file: '', source: '' }

const vitest = await createVitest(
  'test',
  {
    root,
    config: false,
    watch: false,
    include: ['test/**/*.test.ts'],
    globalSetup: needsDatabase ? ['test/support/template.ts'] : [],
    // The parent looks at the clock.
    testTimeout: 0,
    hookTimeout: 0,
    maxWorkers: 1,
    isolate: false,
    // The first test that fails has noticed the mutant.
    bail: 1,
    reporters: [{}],
  },
  {
    plugins: [
      {
        name: 'mutant',
        enforce: 'pre',
        load: (id) => (id === mutant.file ? mutant.source : undefined),
      },
    ],
  },
)

/** The name of the first test that fails with `asked.source` in the place of `asked.file`; nothing when all pass. */
async function witnessOf(asked) {
  const previous = mutant.file
  mutant = { file: root + asked.file, source: asked.source }
  for (const file of [previous, mutant.file]) if (file) vitest.invalidateFile(file)
  const found = await vitest.globTestSpecifications(asked.tests)
  const { testModules, unhandledErrors } = await vitest.runTestSpecifications(found)
  for (const module of testModules) {
    for (const test of module.children.allTests('failed')) return test.fullName
    if (module.errors().length > 0) return `${module.relativeModuleId} does not load`
    for (const suite of module.children.allSuites()) {
      if (suite.errors().length > 0) return `${suite.fullName} does not begin`
    }
  }
  if (unhandledErrors.length > 0) return String(unhandledErrors[0])
  if (found.length === 0) throw new Error(`no tests in ${asked.tests}`)
  return undefined
}

process.on('message', async (asked) => {
  process.send({ witness: await witnessOf(asked) })
})
process.on('disconnect', () => process.exit())
process.send('ready')
