import type { Command } from 'commander'
import { registerDead, registerReplay } from './dispatch/dead'
import { registerNodes } from './dispatch/nodes'
import { run } from './dispatch/run'
import { registerStatus } from './dispatch/status'
import { registerWhy } from './dispatch/why'

export function register(program: Command): void {
  const dispatch = program
    .command('dispatch')
    .description('give jobs to GPUs under leases, and bill what was done; or look at how that goes')
    .addHelpText(
      'after',
      `
Example:
  DB_URL=postgres://… KAFKA_BROKERS=kafka:9092 ASSAY_PROFILES=profiles/dgrid.json assay dispatch

Any number may run: they share the partitions of the topics as one consumer group.
With SETTLER_KEY (or SETTLER_KEY_FILE) it also opens, settles and refunds bills on chain; one of them at a time does.`,
    )
    .action(run)
  registerStatus(dispatch)
  registerNodes(dispatch)
  registerDead(dispatch)
  registerReplay(dispatch)
  registerWhy(dispatch)
}
