import { defineConfig } from 'vitest/config'

// The built program in processes of its own, as those who run it see it.
export default defineConfig({
  test: {
    root: new URL('../..', import.meta.url).pathname,
    include: ['test/commands/**/*.test.ts'],
    globalSetup: ['test/support/build.ts', 'test/support/template.ts'],
    testTimeout: 30_000,
    hookTimeout: 60_000,
    maxWorkers: 2,
    isolate: false,
  },
})
