import './packed'
import { Command, CommanderError } from 'commander'
import { AssayError } from './errors'

/** In the order of the help. A command's modules are loaded when it is the one that was called: most are large. */
const commands: Readonly<Record<string, () => Promise<{ register(program: Command): void }>>> = {
  up: () => import('./cli/up.js'),
  index: () => import('./cli/index.js'),
  project: () => import('./cli/project.js'),
  serve: () => import('./cli/serve.js'),
  cron: () => import('./cli/cron.js'),
  dispatch: () => import('./cli/dispatch.js'),
  worker: () => import('./cli/worker.js'),
  status: () => import('./cli/status.js'),
  rewards: () => import('./cli/rewards.js'),
  audit: () => import('./cli/audit.js'),
  replay: () => import('./cli/replay.js'),
  simulate: () => import('./cli/simulate.js'),
  job: () => import('./cli/job.js'),
  migrate: () => import('./cli/migrate.js'),
  doctor: () => import('./cli/doctor.js'),
}

async function main(): Promise<void> {
  const program = new Command('assay')
    .description('Verifiable token economics for compute networks')
    .showHelpAfterError('(run with --help for usage)')
    .exitOverride()
  const called = process.argv[2] ?? ''
  const needed = Object.hasOwn(commands, called) ? [commands[called]!] : Object.values(commands)
  for (const load of needed) (await load()).register(program)
  await program.parseAsync()
}

/** Exit codes: 0 all well, 1 a check failed, 2 usage or environment. */
main().catch((error: unknown) => {
  if (error instanceof CommanderError) process.exit(error.exitCode === 0 ? 0 : 2)
  if (error instanceof AssayError) {
    console.error(`${error.code}: ${error.message}${error.next ? `\n  next: ${error.next}` : ''}`)
    process.exit(2)
  }
  console.error('E-UNEXPECTED: this is a defect of Assay; please report it with the lines below')
  console.error(error)
  process.exit(2)
})
