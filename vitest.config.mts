import { defineConfig } from 'vitest/config'

/** Suites that start servers: two of them at once is what two cores carry; with three, waits of a minute run out. */
const services = ['test/integration/**/*.test.ts', 'test/contract/**/*.test.ts', 'test/browser/**/*.test.ts']

export default defineConfig({
  test: {
    testTimeout: 120_000,
    hookTimeout: 180_000,
    maxWorkers: 2,
    // What is waited for comes, however busy the machine: a second is a bound on its speed.
    expect: { poll: { timeout: 60_000 } },
    projects: [
      { extends: true, test: { name: 'unit', include: ['test/unit/**/*.test.ts', 'test/contracts/**/*.test.ts'] } },
      { extends: true, test: { name: 'services', include: services } },
      { extends: true, test: { name: 'simulation', include: ['test/simulation/**/*.test.ts'] } },
    ],
  },
})
