#!/usr/bin/env node
// npm run bench -- NAME [--size small] [--json]: measures one workload; docs/benchmarks.md says how and what came out.
import { existsSync } from 'node:fs'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { chooseBench, usage } from './catalogue.mjs'
import { ROOT, stopEverything } from './machine.mjs'

/** 0 the result is right, 1 it is wrong or the bench failed, 2 it was called wrongly. */
async function main() {
  const chosen = chooseBench(process.argv.slice(2), parseArgs)
  if (chosen.help) {
    console.log(usage())
    return 0
  }
  if (chosen.error) {
    console.error(`${chosen.error}\n\n${usage()}`)
    return 2
  }
  if (!existsSync(path.join(ROOT, 'lib/cli.js'))) {
    console.error('lib/cli.js is missing: the bench runs what is built. Run `npm run build` first.')
    return 2
  }
  const { run } = await import(chosen.module)
  const result = await run(chosen)
  console.log(chosen.json ? JSON.stringify(result) : JSON.stringify(result, null, 2))
  return result.ok ? 0 : 1
}

for (const signal of ['SIGINT', 'SIGTERM'])
  process.once(signal, () => stopEverything().finally(() => process.exit(130)))

// An error nobody waits for must not leave servers behind.
process.once('uncaughtException', (error) => {
  console.error(error)
  stopEverything().finally(() => process.exit(1))
})

main()
  .catch((error) => {
    console.error(error)
    return 1
  })
  .then(async (code) => {
    await stopEverything()
    process.exit(code)
  })
