import { defineConfig } from 'vitest/config'

// The tests of the tests: minutes to hours, and processes of their own.
export default defineConfig({
  test: {
    root: new URL('../..', import.meta.url).pathname,
    include: ['test/mutations/mutations.test.ts'],
    testTimeout: 24 * 3_600_000,
  },
})
