import type { Command } from 'commander'
import { readEnv } from '../config/env'
import type { Profile } from '../config/profile'
import { asTable, type Check } from '../embedded/supervisor/doctor/check'
import { examine } from '../embedded/supervisor/doctor/doctor'
import { examineNetwork } from '../preflight/examineNetwork'
import { type Line, nextOf } from '../preflight/line'

export function register(program: Command): void {
  program
    .command('doctor')
    .description('what this machine and your RPC endpoints lack, and what to do; exit 1 if something will not work')
    .option('--profile <file...>', 'also compare these networks with their chains and nodes (default: ASSAY_PROFILES)')
    .option('--json', 'one JSON object')
    .addHelpText('after', '\nExample:\n  RPC_DESTRA_HTTP=https://… assay doctor --profile profiles/destra.json')
    .action(async (options: { profile?: string[]; json?: boolean }) => {
      const env = readEnv()
      const checks = await examine(env, options.profile ?? env.profileFiles, checksOf)
      const problems = checks.filter(({ status }) => status === 'problem').length
      if (options.json) console.log(JSON.stringify({ ok: problems === 0, checks }, null, 2))
      else {
        console.log(asTable(checks))
        console.log(problems === 0 ? '\nassay up will work here' : `\n${problems} to mend before assay up works here`)
      }
      if (problems > 0) process.exitCode = 1
    })
}

export async function checksOf(profile: Profile): Promise<Check[]> {
  return (await examineNetwork(profile)).map((line) => asCheck(profile.name, line))
}

const statuses = { ok: 'ok', note: 'note', lower: 'note', refuse: 'problem' } as const

function asCheck(network: string, { field, found, wanted, severity, ...then }: Line): Check {
  const next = nextOf(then)
  return {
    ...{ id: `rpc.${network}.${field}`, title: `${network} ${field}`, status: statuses[severity] },
    found: wanted === undefined ? found : `${found}; wanted ${wanted}`,
    ...(next !== undefined && { next }),
  }
}
