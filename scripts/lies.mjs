// `npm run lies`: plants the lies of docs/proof.md, one at a time, in a running instance, and says which command named each.
import path from 'node:path'
import { parseArgs } from 'node:util'
import { openSources } from './sources.mjs'

const root = path.resolve(import.meta.dirname, '..')

const USAGE = `Usage: npm run lies -- [NAME…] [--data DIR] [--verbose]

Plants the lies of docs/proof.md one at a time, has the command that must name each say what it sees, and takes it back.
  NAME…       these lies; or those of a check (replay) or a network (destra)
  --data DIR  folder of an \`assay up\` that runs: nothing of it is changed, since rows are lied about in a transaction that
              is rolled back, files and series in copies (default: ASSAY_DATA or ./data)
  --verbose   what each command said

Exit: 0 all named, 1 something was not, 2 called wrongly. Example:
  npm start & npm run lies -- replay`

function optionsOf(args) {
  try {
    const options = {
      data: { type: 'string' },
      verbose: { type: 'boolean', default: false },
      help: { type: 'boolean' },
    }
    return parseArgs({ args, options, allowPositionals: true })
  } catch (error) {
    console.error(`${error.message}\n\n${USAGE}`)
    process.exit(2)
  }
}

const { values, positionals } = optionsOf(process.argv.slice(2))
if (values.help) {
  console.log(USAGE)
  process.exit(0)
}
const load = await openSources(root)
const { run } = await load('test/lies/run.ts')
const data = path.resolve(values.data ?? process.env.ASSAY_DATA ?? 'data')
process.exit((await run(data, positionals, values.verbose)) ? 0 : 1)
