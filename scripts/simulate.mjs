// `npm run simulate`: trials of docs/reliability.md outside the test suite.
//   npm run simulate -- --seed SEED --rows R1,K2         one trial again
//   npm run simulate -- --long --resume FILE             the long run, a chunk of at most nine minutes
//   npm run simulate -- --long --resume FILE --rows K2   the same of these rows only
import path from 'node:path'
import { parseArgs } from 'node:util'
import { runnerImport } from 'vite'

const root = path.resolve(import.meta.dirname, '..')
const { values } = parseArgs({
  options: {
    seed: { type: 'string' },
    rows: { type: 'string', default: '' },
    projected: { type: 'boolean', default: false },
    absurd: { type: 'boolean', default: false },
    served: { type: 'boolean', default: false },
    plant: { type: 'string' },
    long: { type: 'boolean', default: false },
    resume: { type: 'string', default: 'simulation.json' },
    minutes: { type: 'string', default: '9' },
  },
})

/** The sources are CommonJS by their package; run as modules they lack its variables. */
const commonjs = {
  name: 'commonjs-variables',
  transform(code, id) {
    if (id.includes('/node_modules/') || !/\b(__dirname|require)\b/.test(code)) return null
    const file = JSON.stringify(id)
    return `import { createRequire as __createRequire } from 'node:module'
      const require = __createRequire(${file}); const __dirname = ${JSON.stringify(path.dirname(id))}\n${code}`
  },
}
const config = { root, configFile: false, logLevel: 'warn', plugins: [commonjs] }
const load = async (file) => (await runnerImport(path.join(root, 'test/simulation', file), config)).module
const rows = values.rows.split(',').filter(Boolean)

if (values.seed) {
  const { repeat } = await load('repeat.ts')
  process.exit((await repeat(values.seed, rows, values)) ? 0 : 1)
} else if (values.long) {
  const { longRun } = await load('long.ts')
  process.exit((await longRun(values.resume, Number(values.minutes), rows)) ? 0 : 1)
} else {
  console.error('give --seed SEED --rows ROW,… or --long --resume FILE; docs/reliability.md')
  process.exit(2)
}
