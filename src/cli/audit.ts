import type { Command } from 'commander'
import type { Client } from 'pg'
import { type Audit, audit } from '../audit/audit'
import { AUDIT_NODE } from '../audit/node'
import { readWhole } from '../audit/wholeBlocks'
import type { Node } from '../chain/node'
import { nodeOf } from '../chain/nodeOf'
import { readEnv } from '../config/env'
import type { Profile } from '../config/profile'
import { networkOf } from '../indexer/network'
import type { BlockRange } from '../indexer/source/history/structure'
import { openClient } from '../postgres/client'
import { type ExternalFlags, isExternal, runExternal, withExternal } from './auditExternal'
import { blockNumber, blockRange, chosenProfiles } from './chosen'
import { showProgress } from './progress'
import { requireSchema } from './schema'

interface Options extends ExternalFlags {
  readonly network?: string
  readonly at?: string
  readonly blocks?: string
  readonly json?: boolean
}

export function register(program: Command): void {
  withExternal(program.command('audit'))
    .description('ask the chain whether every identity of the ledger holds at a final block; exit 1 if one does not')
    .option('--network <name>', 'one of the profiles in ASSAY_PROFILES instead of all')
    .option('--at <block>', 'a final block instead of the newest; the node must have its state')
    .option(
      '--blocks <from-to>',
      'first read these final blocks whole: raises them to level `block`, or as far as the chain proves',
    )
    .option('--json', 'one JSON object, a list of them where there are several networks')
    .addHelpText(
      'after',
      '\nExamples:\n  assay audit --network devnet-destra --json\n  assay audit --network devnet-destra --blocks 0-500',
    )
    .action(run)
}

async function run(options: Options): Promise<void> {
  if (isExternal(options)) return runExternal(options)
  const env = readEnv()
  const profiles = chosenProfiles(env, options.network)
  const at = options.at === undefined ? undefined : blockNumber('--at', options.at)
  const blocks = options.blocks === undefined ? undefined : blockRange('--blocks', options.blocks)
  // ClickHouse is not asked: whether both stores are equal is what assay project --check tells.
  await requireSchema({ ...env, CLICKHOUSE_URL: undefined })
  const db = await openClient(env.dbUrl, 'assay audit')
  const audits: Audit[] = []
  try {
    for (const profile of profiles) {
      const node = nodeOf(profile, AUDIT_NODE)
      if (blocks) await readBlocks(db, node, profile, blocks)
      const found = await audit(db, node, networkOf(profile), at)
      audits.push(found)
      if (!options.json) console.log(asText(found))
    }
  } finally {
    await db.end()
  }
  if (options.json) console.log(JSON.stringify(audits.length === 1 ? audits[0] : audits, null, 2))
  if (!audits.every(({ ok }) => ok)) process.exitCode = 1
}

/** What a chain's blocks prove is said: where it is less than their completeness, nothing more can be had. */
async function readBlocks(db: Client, node: Node, profile: Profile, blocks: BlockRange): Promise<void> {
  const level = await readWhole(db, node, networkOf(profile), blocks, (block) =>
    showProgress(`${profile.name}: read whole to block ${block}`),
  )
  console.error(`${profile.name}: blocks ${blocks.from}–${blocks.to} read again, complete by level ${level}`)
}

function asText({ network, block, checks }: Audit): string {
  const failed = checks.filter(({ ok }) => !ok).length
  return [
    `${network} at block ${block.number} (${block.hash}): ${checks.length - failed} of ${checks.length} checks hold`,
    ...checks.map(({ id, title, ok, expected, actual, evidence }) => {
      if (ok) return `  ok    ${id.padEnd(24)} ${title}`
      const why = Object.entries(evidence).map(([where, what]) => `\n          ${where}: ${what}`)
      return `  FAILS ${id.padEnd(24)} ${title}\n          expected ${expected}, is ${actual}${why.join('')}`
    }),
  ].join('\n')
}
