import { readFileSync } from 'node:fs'
import type { Command } from 'commander'
import { AssayError } from '../../errors'
import { rebuildReport } from '../../rewards/rebuild'
import { differences } from '../../rewards/report/difference'
import { parseReport } from '../../rewards/report/parse'
import { programOf, withRewardsContext } from './withRewardsContext'

export function registerVerify(rewards: Command): void {
  rewards
    .command('verify <file>')
    .description('rebuild a report and its root from the stores and compare bytes; exit 1 when they differ')
    .option('--json', 'one JSON object')
    .addHelpText('after', '\nExample:\n  assay rewards verify data/distributions/…/report.json')
    .action((file: string, options: { json?: boolean }) => verify(file, options.json ?? false))
}

async function verify(file: string, json: boolean): Promise<void> {
  const given = read(file)
  const named = parseReport(given, file)
  await withRewardsContext({}, async (context) => {
    const program = programOf(context, named.network, named.program)
    const { pool } = context
    const rebuilding = { pool, blocks: context.blocks(program), program, ruleset: named.ruleset }
    const built = await rebuildReport(rebuilding, named.period.id)
    const ok = built.body === given
    const differing = ok ? [] : differences(JSON.parse(given), JSON.parse(built.body))
    if (json) console.log(JSON.stringify({ ok, id: built.id, sha256: built.sha256, root: built.root, differing }))
    else if (ok) console.log(`${built.id}: every byte the same; root ${built.root}, sha256 ${built.sha256}`)
    else report(built.id, differing)
    if (!ok) process.exitCode = 1
  })
}

function report(id: string, differing: ReturnType<typeof differences>): void {
  console.log(`${id}: DIFFERENT`)
  if (differing.length === 0) console.log('  same values, other bytes: the file is not in canonical form')
  for (const { path, left, right } of differing)
    console.log(`  ${path}: file ${JSON.stringify(left)}, rebuilt ${JSON.stringify(right)}`)
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (cause) {
    throw new AssayError('E-REPORT-FILE', `cannot read ${file}`, { next: 'Give the path of a report.json.', cause })
  }
}
