import type { Command } from 'commander'
import { readEnv } from '../config/env'
import { asTable } from '../embedded/supervisor/doctor/check'
import { examine } from '../embedded/supervisor/doctor/doctor'

export function register(program: Command): void {
  program
    .command('doctor')
    .description('what this machine and your RPC endpoints lack, and what to do; exit 1 if something will not work')
    .option('--profile <file...>', 'also examine the RPC endpoints of these networks (default: ASSAY_PROFILES)')
    .option('--json', 'one JSON object')
    .addHelpText('after', '\nExample:\n  RPC_DESTRA_HTTP=https://… assay doctor --profile profiles/destra.json')
    .action(async (options: { profile?: string[]; json?: boolean }) => {
      const env = readEnv()
      const checks = await examine(env, options.profile ?? env.profileFiles)
      const problems = checks.filter(({ status }) => status === 'problem').length
      if (options.json) console.log(JSON.stringify({ ok: problems === 0, checks }, null, 2))
      else {
        console.log(asTable(checks))
        console.log(problems === 0 ? '\nassay up will work here' : `\n${problems} to mend before assay up works here`)
      }
      if (problems > 0) process.exitCode = 1
    })
}
