// `npm run simulate`: trials of docs/reliability.md outside the test suite.
import path from 'node:path'
import { parseArgs } from 'node:util'
import { openSources } from './sources.mjs'

const root = path.resolve(import.meta.dirname, '..')
const options = {
  seed: { type: 'string' },
  rows: { type: 'string', default: '' },
  projected: { type: 'boolean', default: false },
  absurd: { type: 'boolean', default: false },
  served: { type: 'boolean', default: false },
  'long-outages': { type: 'boolean', default: false },
  plant: { type: 'string' },
  long: { type: 'boolean', default: false },
  resume: { type: 'string', default: 'simulation.json' },
  minutes: { type: 'string', default: '9' },
  help: { type: 'boolean', default: false },
}

const USAGE = `Usage: npm run simulate -- --seed SEED --rows ROW,… [--projected] [--served] [--absurd]
                              [--long-outages] [--plant BUG]
       npm run simulate -- --long [--resume FILE] [--rows ROW,…] [--minutes N]

One trial of docs/reliability.md again, or a chunk of the long run.
  --seed SEED     of the trial; a red one prints the whole line
  --rows R1,K2    what it breaks; in the long run: the rows it is about, instead of all
  --projected     compare ClickHouse too
  --served        compare GraphQL too
  --absurd        events at the ends of their types
  --long-outages  stores and nodes away for as long as in production, and 5,000 subscriptions
  --plant BUG     with a bug of test/simulation/plants/ in the built program
  --long          trial after trial, each added to FILE
  --resume FILE   where the long run goes on (simulation.json)
  --minutes N     how long a chunk is (9)

It runs what is built in lib/. Exit: 0 all green, 1 something red, 2 called wrongly. Example:
  npm run simulate -- --long --resume simulation.json --minutes 5`

/** @param {string} why @returns {never} */
function refuse(why) {
  console.error(`${why}\n\n${USAGE}`)
  process.exit(2)
}

function optionsOf(args) {
  try {
    return parseArgs({ args, options }).values
  } catch (error) {
    return { error: error.message }
  }
}

const values = optionsOf(process.argv.slice(2))
if (values.help) {
  console.log(USAGE)
  process.exit(0)
}
const minutes = Number(values.minutes)
const wrong =
  values.error ??
  (!(minutes > 0) ? `--minutes is a number above 0, not ${values.minutes}` : undefined) ??
  (values.seed || values.long ? undefined : 'give --seed SEED --rows ROW,… or --long')
if (wrong) refuse(wrong)

const sources = await openSources(root)
const load = (file) => sources(`test/simulation/${file}`)
const rows = values.rows.split(',').filter(Boolean)
const { rowIds } = await load('trial/rows.ts')
const unknown = rows.find((row) => !rowIds.includes(row))
if (unknown) refuse(`no row ${unknown}; there are ${rowIds.join(', ')}`)
if (values.seed && rows.length === 0) refuse('which --rows?')
const { plants } = await load('plants/plants.ts')
if (values.plant && !Object.hasOwn(plants, values.plant))
  refuse(`no bug ${values.plant}; there are ${Object.keys(plants).join(', ')}`)

if (values.seed) {
  const { repeat } = await load('repeat.ts')
  process.exit((await repeat(values.seed, rows, { ...values, longOutages: values['long-outages'] })) ? 0 : 1)
}
const { longRun } = await load('long.ts')
process.exit((await longRun(values.resume, minutes, rows)) ? 0 : 1)
