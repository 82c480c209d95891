import { defineConfig } from 'vitest/config'

// The built program and a PostgreSQL of its own, made to fail. Each fault waits a lot, so some go on at
// the same time.
delete process.env.TEST_DATABASE_URL

export default defineConfig({
  test: {
    root: new URL('../..', import.meta.url).pathname,
    include: ['test/faults/**/*.test.ts'],
    globalSetup: ['test/support/build.ts', 'test/support/template.ts', 'test/faults/prepare.ts'],
    testTimeout: 1_200_000,
    hookTimeout: 120_000,
    maxWorkers: 1,
    maxConcurrency: 3,
    isolate: false,
  },
})
