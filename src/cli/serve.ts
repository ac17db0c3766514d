import type { Command } from 'commander'
import { startApi } from '../api/server'
import { readEnv } from '../config/env'
import { closeWhenStopped } from '../process/stop'

export function register(program: Command): void {
  program
    .command('serve')
    .description('the public API and the page: GraphQL, REST, metrics')
    .addHelpText('after', '\nExample:\n  DB_URL=postgres://… GQL_PORT=4350 assay serve')
    .action(async () => {
      const api = await startApi({ readEnv })
      console.log(`ready api ${api.url}`)
      await closeWhenStopped(() => api.close())
    })
}
