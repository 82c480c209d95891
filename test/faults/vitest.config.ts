import { defineConfig } from 'vitest/config'

// The built program and a PostgreSQL of its own, made to fail. Faults take turns: each is hard enough on two cores.
delete process.env.TEST_DATABASE_URL

export default defineConfig({
  test: {
    root: new URL('../..', import.meta.url).pathname,
    include: ['test/faults/**/*.test.ts'],
    globalSetup: ['test/support/build.ts', 'test/support/template.ts', 'test/faults/prepare.ts'],
    testTimeout: 600_000,
    hookTimeout: 120_000,
    maxWorkers: 1,
    isolate: false,
  },
})
