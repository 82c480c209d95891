import { defineConfig } from 'vitest/config'

// One long run against the built program in a process of its own.
export default defineConfig({
  test: {
    root: new URL('../..', import.meta.url).pathname,
    include: ['test/fuzz/**/*.test.ts'],
    globalSetup: ['test/support/build.ts', 'test/support/template.ts'],
    hookTimeout: 120_000,
  },
})
