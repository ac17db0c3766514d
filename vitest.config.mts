import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // Real servers on two cores: files run one after another where they start servers, see scripts/test.mjs.
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
})
