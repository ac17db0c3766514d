import { writeFileSync } from 'node:fs'
import { type Command, Option } from 'commander'
import { AssayError } from '../../errors'
import { loadReport, type StoredReport } from '../../rewards/close/stored'
import { type ExportTool, exportFor, exportTools } from '../../rewards/files/exportFor'
import { isOnChain } from '../../rewards/read/isOnChain'
import type { RewardsContext } from '../../rewards/rewardsContext'
import { assetOf } from './shownAs'
import { withRewardsContext } from './withRewardsContext'

interface Options {
  for: ExportTool
  out?: string
}

export function registerExport(rewards: Command): void {
  rewards
    .command('export <id>')
    .description('print an approved distribution as the file of another tool that pays lists')
    .addOption(new Option('--for <tool>', 'the tool that will read it').choices([...exportTools]).makeOptionMandatory())
    .option('--out <file>', 'write to a file')
    .addHelpText(
      'after',
      `
Example:
  assay rewards export dgrid:dgrid.nodes.weekly:2026-W37 --for safe-airdrop --out week.csv

Sablier, Disperse and the Safe's CSV Airdrop read whole tokens, Merkl base units. Only what is approved and not on the
chain is exported. Nobody here hears whether it was paid so: whoever pays it must not publish it as well.`,
    )
    .action((id: string, options: Options) => withRewardsContext({}, (context) => exportOne(context, id, options)))
}

async function exportOne(context: RewardsContext, id: string, { for: tool, out }: Options): Promise<void> {
  const stored = await loadReport(context.pool, id)
  if (stored.style === 'cumulative')
    throw new AssayError('E-EXPORT', `${id} is cumulative: every later root gives its shares again`, {
      next: 'Publish it: what another tool pays, its distributor would pay too.',
    })
  await requireUnpaid(context, stored)
  const { asset, shareRows } = stored
  const decimals = assetOf(context, stored)?.decimals ?? null
  const text = exportFor(tool, { id, asset, decimals, shares: shareRows })
  if (out === undefined) process.stdout.write(text)
  else writeFileSync(out, text)
}

/** What the distributor pays, or has paid, would be paid twice. @throws AssayError E-STATE */
async function requireUnpaid({ pool }: RewardsContext, stored: StoredReport): Promise<void> {
  const { id, state } = stored
  if (state !== 'approved')
    throw new AssayError('E-STATE', `distribution ${id} is ${state}; only an approved one can be exported`, {
      next: `Look at it with: assay rewards show ${id}`,
    })
  if (await isOnChain(pool, stored))
    throw new AssayError('E-STATE', `distribution ${id} is on the chain, and would be paid twice`, {
      next: 'Its shares are claimed from the distributor.',
    })
}
