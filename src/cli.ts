import { Command } from 'commander'
import { runProgram, sayInstance } from './cli/program'
import { packageVersion } from './config/version'

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
  export: () => import('./cli/export.js'),
  job: () => import('./cli/job.js'),
  migrate: () => import('./cli/migrate.js'),
  doctor: () => import('./cli/doctor.js'),
  profile: () => import('./cli/profile.js'),
}

/** They speak to no installation: one makes it, one looks at the machine, one at a chain. */
const WITHOUT_INSTANCE: ReadonlySet<string> = new Set(['up', 'doctor', 'profile'])
/** Options of whoever checks what was published, on a machine that has nothing of ours. */
const STRANGERS = ['external', 'fromChain']

async function main(): Promise<void> {
  const program = new Command('assay')
    .version(packageVersion)
    .description('Verifiable token economics for compute networks')
    .showHelpAfterError('(run with --help for usage)')
    .exitOverride()
  const called = process.argv[2] ?? ''
  program.hook('preAction', (_, command) => {
    const options = command.opts()
    if (!WITHOUT_INSTANCE.has(called) && !STRANGERS.some((each) => options[each])) sayInstance()
  })
  // An option of the program alone needs no command's modules.
  const alone = called === '--version' || called === '-V'
  const needed = Object.hasOwn(commands, called) ? [commands[called]!] : alone ? [] : Object.values(commands)
  for (const load of needed) (await load()).register(program)
  requireKnown(program, process.argv.slice(2))
  await program.parseAsync()
}

/** Commander answers `--help` before it looks at the command. */
function requireKnown(command: Command, [word = '', ...rest]: readonly string[]): void {
  if (command.commands.length === 0 || word === '' || word === 'help' || word.startsWith('-')) return
  const called = command.commands.find((each) => each.name() === word)
  if (called) requireKnown(called, rest)
  else command.error(`error: unknown command '${word}'`, { code: 'commander.unknownCommand' })
}

runProgram(main)
