import { defineConfig } from 'vitest/config'
import { BaseSequencer, type TestSpecification } from 'vitest/node'

/** Small files that take long. Begun last, one of them would leave the other worker with nothing to do. */
const long = [
  'upgrade',
  'archive',
  'archive-faults',
  'random-run',
  'without-schedule',
  'sample-space',
  'access-matrix',
  'records',
  'once',
  'series',
  'examples',
]

class LongOnesFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const isLong = ({ moduleId }: TestSpecification) =>
      long.some((name) => moduleId.endsWith(`/${name}.test.ts`))
    const sorted = await super.sort(files)
    return [...sorted.filter(isLong), ...sorted.filter((file) => !isLong(file))]
  }
}

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // These need processes of their own, a browser, or an hour: npm run test:commands, test:fuzz, test:faults, test:browser,
    // test:mutations.
    exclude: [
      'test/commands/**',
      'test/browser/**',
      'test/faults/**',
      'test/fuzz/**',
      'test/mutations/mutations.test.ts',
    ],
    globalSetup: ['test/support/build.ts', 'test/support/template.ts'],
    testTimeout: 30_000,
    hookTimeout: 60_000,
    sequence: { sequencer: LongOnesFirst },
    // Two cores; a third worker only takes turns.
    maxWorkers: 2,
    // The files of a worker share its modules: nothing in them keeps state between tests, and loading them once
    // saves a third of the time.
    isolate: false,
  },
})
