import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    root: new URL('.', import.meta.url).pathname,
    include: ['*.test.ts'],
    globalSetup: ['program.ts'],
    testTimeout: 60_000,
    hookTimeout: 120_000,
    expect: { poll: { timeout: 15_000 } },
    // One demo and one browser at a time, and the tests of a file in their order: they tell one story.
    maxWorkers: 1,
    fileParallelism: false,
  },
})
