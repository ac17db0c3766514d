import type { Command } from 'commander'
import { startApi } from '../api/server'
import { readEnv } from '../config/env'

export function register(program: Command): void {
  program
    .command('serve')
    .description('the public API and the page: GraphQL, REST, metrics')
    .addHelpText('after', '\nExample:\n  DB_URL=postgres://… GQL_PORT=4350 assay serve')
    .action(async () => {
      const api = await startApi({ readEnv })
      console.log(`ready api ${api.url}`)
      const stop = () => {
        api.close().then(
          () => process.exit(0),
          () => process.exit(1),
        )
      }
      process.once('SIGTERM', stop)
      process.once('SIGINT', stop)
    })
}
