import { writeFile } from 'node:fs/promises'
import type { Command } from 'commander'
import type { Client } from 'pg'
import { type Audit, audit, type Interrupted, SAMPLE } from '../audit/audit'
import { auditChecks } from '../audit/checks'
import { AUDIT_NODE } from '../audit/node'
import { keepReport } from '../audit/report/kept'
import { formatOf } from '../audit/report/render'
import { isNews, markTold, storeAudit } from '../audit/report/store'
import { UnderWay } from '../audit/report/underWay'
import { tellWebhook } from '../audit/report/webhook'
import { readWhole } from '../audit/wholeBlocks'
import type { Node } from '../chain/node'
import { nodeOf } from '../chain/nodeOf'
import { readEnv } from '../config/env'
import type { Profile } from '../config/profile'
import { AssayError } from '../errors'
import { networkOf } from '../indexer/network'
import type { BlockRange } from '../indexer/source/history/structure'
import { openClient } from '../postgres/client'
import { errorText } from '../process/redaction'
import { type ExternalFlags, isExternal, runExternal, withExternal } from './auditExternal'
import { blockNumber, blockRange, chosenProfiles } from './chosen'
import { showProgress } from './progress'
import { requireSchema } from './schema'

interface Options extends ExternalFlags {
  readonly network?: string
  readonly at?: string
  readonly blocks?: string
  readonly only?: readonly string[]
  readonly full?: boolean
  readonly sample?: string
  readonly resume?: boolean
  readonly report?: string
  readonly alert?: boolean
  readonly json?: boolean
}

export function register(program: Command): void {
  withExternal(program.command('audit'))
    .description('derive again, at a final block, all that is stored, and ask the chain; exit 1 if a check fails')
    .option('--network <name>', 'one of the profiles in ASSAY_PROFILES instead of all')
    .option('--at <block>', 'a final block instead of the newest; the node must have its state')
    .option(
      '--blocks <from-to>',
      'first read these final blocks whole: raises them to level `proven`, or as far as the chain proves and its endpoint gives',
    )
    .option('--only <ids>', 'these checks alone, comma-separated', (text: string) => text.split(','))
    .option('--sample <n>', `of what a check cannot read whole in seconds, so many (default: ${SAMPLE})`)
    .option('--full', 'all of it')
    .option(
      '--resume',
      'go on with an audit that was interrupted here: the same block, the checks that have not answered',
    )
    .option('--report <file>', 'also write it: .json, .md or .html, by the name of the file')
    .option('--alert', 'tell ALERT_WEBHOOK when other checks fail than it was told last; assay cron does it once a day')
    .option('--json', 'one JSON object, a list of them where there are several networks')
    .addHelpText(
      'after',
      `
Checks:
${auditChecks.map(({ id, title }) => `  ${id.padEnd(16)} ${title}`).join('\n')}

Examples:
  assay audit --network devnet-destra --json
  assay audit --only replay,stores --full
  assay audit --network devnet-destra --blocks 0-500`,
    )
    .action(run)
}

async function run(options: Options): Promise<void> {
  if (isExternal(options)) return runExternal(options)
  const env = readEnv()
  const profiles = chosenProfiles(env, options.network)
  const at = options.at === undefined ? undefined : blockNumber('--at', options.at)
  const blocks = options.blocks === undefined ? undefined : blockRange('--blocks', options.blocks)
  const sample = options.full ? Number.POSITIVE_INFINITY : sampleOf(options.sample)
  if (options.resume && [at, options.only, options.sample, options.full, blocks].some((given) => given !== undefined))
    throw new AssayError('E-USAGE', '--resume goes on as the audit was begun', {
      next: 'Leave out --at, --blocks, --only, --sample and --full, or begin anew without --resume.',
    })
  const format = options.report === undefined ? undefined : formatOf(options.report)
  // A ClickHouse that is away keeps no other check from being made: its own says so.
  await requireSchema({ ...env, CLICKHOUSE_URL: undefined })
  const db = await openClient(env.dbUrl, 'assay audit')
  const audits: Audit[] = []
  const open: UnderWay[] = []
  try {
    for (const profile of profiles) {
      const node = nodeOf(profile, AUDIT_NODE)
      if (blocks) await readBlocks(db, node, profile, blocks)
      const underWay = UnderWay.open(env.dataDir, profile.name)
      if (underWay) open.push(underWay)
      const interrupted = leftOf(underWay, profile.name, options.resume)
      const scope = { at, only: options.only, sample }
      const found = await audit({ db, node, env }, networkOf(profile), {
        ...{ ...scope, interrupted, ...(underWay && { underWay }) },
        progress: showProgress,
      })
      audits.push(found)
      const { only, at: asked } = interrupted?.scope ?? scope
      if (only === undefined && asked === undefined)
        await keep(db, env.dataDir, found, options.alert ? env.ALERT_WEBHOOK || undefined : undefined)
      if (!options.json) console.log(asText(found))
    }
    // Where one of several networks was interrupted, those before it need not be asked again.
    for (const each of open) each.end()
  } finally {
    await db.end()
  }
  if (format) await writeFile(options.report!, format(audits))
  if (options.json) console.log(JSON.stringify(audits.length === 1 ? audits[0] : audits, null, 2))
  if (!audits.every(({ ok }) => ok)) process.exitCode = 1
}

/** What an interrupted audit left, where it is gone on with; otherwise it is said that it could be. */
function leftOf(underWay: UnderWay | undefined, network: string, resume: boolean | undefined): Interrupted | undefined {
  const left = underWay?.interrupted
  if (resume && !left) console.error(`${network}: no audit was interrupted here, so one begins`)
  if (!resume && left)
    console.error(
      `${network}: an audit of block ${left.block.number} was interrupted after ${left.answered.size} checks; this one begins anew, --resume would have gone on`,
    )
  return resume ? left : undefined
}

/** Of a whole audit at the newest block: the API, the metrics and `assay status` tell of it. */
async function keep(db: Client, dataDir: string, audit: Audit, webhook: string | undefined): Promise<void> {
  try {
    const stored = await storeAudit(db, audit)
    const { id } = stored
    await keepReport(dataDir, audit.network, stored)
    if (webhook === undefined || !(await isNews(db, audit.network, id))) return
    await tellWebhook(webhook, audit)
    await markTold(db, id)
  } catch (error) {
    // The answer is given all the same: a role that may not write, or a receiver that is away, does not change it.
    console.error(`${audit.network}: the report was not kept or told: ${errorText(error)}`)
  }
}

/** What a chain's blocks prove is said: where it is less than their completeness, nothing more can be had. */
async function readBlocks(db: Client, node: Node, profile: Profile, blocks: BlockRange): Promise<void> {
  const { level, unproven } = await readWhole(db, node, networkOf(profile), blocks, (block) =>
    showProgress(`${profile.name}: read whole to block ${block}`),
  )
  console.error(
    `${profile.name}: blocks ${blocks.from}–${blocks.to} read again, complete by level ${level}${unproven ? ` (not proven: ${unproven})` : ''}`,
  )
}

/** @throws AssayError E-USAGE */
function sampleOf(text: string | undefined): number | undefined {
  if (text === undefined || /^[1-9]\d{0,8}$/.test(text)) return text === undefined ? undefined : Number(text)
  throw new AssayError('E-USAGE', `--sample ${text} is not a number of rows`, { next: 'Give 1 or more, or --full.' })
}

function asText({ network, block, checks, unasked }: Audit): string {
  const failed = checks.filter(({ ok }) => !ok).length
  return [
    `${network} at block ${block.number} (${block.hash}): ${checks.length - failed} of ${checks.length} checks hold`,
    ...checks.map(({ id, title, ok, expected, actual, evidence }) => {
      if (ok) return `  ok    ${id.padEnd(24)} ${title}`
      const why = Object.entries(evidence).map(([where, what]) => `\n          ${where}: ${what}`)
      return `  FAILS ${id.padEnd(24)} ${title}\n          expected ${expected}, is ${actual}${why.join('')}`
    }),
    ...Object.entries(unasked).map(([id, reason]) => `  –     ${id.padEnd(24)} not asked: ${reason}`),
  ].join('\n')
}
