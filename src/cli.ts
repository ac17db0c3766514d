import { Command, CommanderError } from 'commander'
import * as cron from './cli/cron'
import * as dispatch from './cli/dispatch'
import * as doctor from './cli/doctor'
import * as index from './cli/index'
import * as job from './cli/job'
import * as migrate from './cli/migrate'
import * as project from './cli/project'
import * as rewards from './cli/rewards'
import * as serve from './cli/serve'
import * as simulate from './cli/simulate'
import * as status from './cli/status'
import * as up from './cli/up'
import * as worker from './cli/worker'
import { AssayError } from './errors'

const program = new Command('assay')
  .description('Verifiable token economics for compute networks')
  .showHelpAfterError('(run with --help for usage)')
  .exitOverride()

for (const command of [
  up,
  index,
  project,
  serve,
  cron,
  dispatch,
  worker,
  status,
  rewards,
  simulate,
  job,
  migrate,
  doctor,
])
  command.register(program)

/** Exit codes: 0 all well, 1 a check failed, 2 usage or environment. */
program.parseAsync().catch((error: unknown) => {
  if (error instanceof CommanderError) process.exit(error.exitCode === 0 ? 0 : 2)
  if (error instanceof AssayError) {
    console.error(`${error.code}: ${error.message}${error.next ? `\n  next: ${error.next}` : ''}`)
    process.exit(2)
  }
  console.error('E-UNEXPECTED: this is a defect of Assay; please report it with the lines below')
  console.error(error)
  process.exit(2)
})
