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
    // On a busy machine everything takes its time; what works without an end is ended by the parent.
    testTimeout: 300_000,
    hookTimeout: 300_000,
    // A thread ends with this process, even in the middle of a loop.
    pool: 'threads',
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

/** The name of the first test that fails with `source` in the place of `file`; nothing when all pass. */
async function witnessOf({ file, source, tests }) {
  const previous = mutant.file
  mutant = { file: root + file, source }
  for (const changed of [previous, mutant.file]) if (changed) vitest.invalidateFile(changed)
  const found = await vitest.globTestSpecifications(tests)
  const { testModules, unhandledErrors } = await vitest.runTestSpecifications(found)
  // It also answers what it found out about other files, for mutants before this one.
  const asked = new Set(found.map(({ moduleId }) => moduleId))
  for (const module of testModules.filter(({ moduleId }) => asked.has(moduleId))) {
    for (const test of module.children.allTests('failed')) return test.fullName
    if (module.errors().length > 0) return `${module.relativeModuleId} does not load`
    for (const suite of module.children.allSuites()) {
      if (suite.errors().length > 0) return `${suite.fullName} does not begin`
    }
  }
  if (unhandledErrors.length > 0) return String(unhandledErrors[0])
  if (found.length === 0) throw new Error(`no tests in ${tests}`)
  return undefined
}

process.on('message', async (asked) => {
  process.send({ answer: { witness: await witnessOf(asked) } })
})
// How long this process has worked, in seconds, and not how late it is.
setInterval(() => {
  const { user, system } = process.cpuUsage()
  process.send({ worked: (user + system) / 1_000_000 })
}, 1_000).unref()
process.on('disconnect', () => process.exit())
process.send('ready')
