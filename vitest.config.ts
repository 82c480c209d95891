import { defineConfig } from 'vitest/config'

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
    // Two cores; a third worker only takes turns.
    maxWorkers: 2,
    // The files of a worker share its modules: nothing in them keeps state between tests, and loading them once
    // saves a third of the time.
    isolate: false,
  },
})
