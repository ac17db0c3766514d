import { readFile, stat } from 'node:fs/promises'
import path from 'node:path'
import type { Pool } from 'pg'
import { blocksOf } from '../../chain/blocks'
import { loadKeccak } from '../../keccak'
import { openPool } from '../../postgres/pool'
import { errorText } from '../../process/redaction'
import { loadReport, type StoredReport } from '../../rewards/close/stored'
import { verifyStored } from '../../rewards/close/verifyStored'
import { renderFiles } from '../../rewards/files/render'
import { distributionFolder } from '../../rewards/files/write'
import { type Program, programsOf } from '../../rewards/programs'
import { onChainAsset } from '../../rewards/publish/distributor'
import { rpcPublishChain } from '../../rewards/publish/rpcChain'
import { rebuildReports } from '../../rewards/rebuild'
import type { BuiltReport } from '../../rewards/report/build'
import { sha256 } from '../../rewards/report/sha256'
import type { AuditCheck, AuditContext } from '../check'
import { SHOWN } from '../rules'

/** Every report: its own sums and tree, computed again, beside the contract and beside its files. */
export const distributions: AuditCheck = {
  id: 'distributions',
  title: 'every report is what its inputs give again, what the distributor holds and what its files say',
  why: 'A share, a root or a file that nobody computed would be signed, claimed and paid.',
  unasked: ({ network }) => (network.profile.programs.length > 0 ? undefined : 'the profile has no program'),
  async run(context) {
    const pool = openPool(context.env.dbUrl, { max: 2, name: 'assay audit' })
    try {
      const found = new Found()
      for (const program of programsOf(context.network.profile)) await examine(context, pool, program, found)
      return found.answer
    } finally {
      await pool.end()
    }
  },
}

/** What was looked at, and what of it is not so. */
class Found {
  private readonly wrong = new Map<string, string[]>()
  reports = 0
  published = 0
  files = 0

  note(what: string, why: string): void {
    this.wrong.set(what, [...(this.wrong.get(what) ?? []), why])
  }

  get answer() {
    const { wrong, reports, published, files } = this
    const named = [...wrong].slice(0, SHOWN).map(([what, why]) => [what, why.join('; ')])
    return {
      ok: wrong.size === 0,
      expected: '0',
      actual: `${wrong.size}`,
      evidence: { reports: `${reports}`, published: `${published}`, files: `${files}`, ...Object.fromEntries(named) },
    }
  }
}

async function examine(context: AuditContext, pool: Pool, program: Program, found: Found): Promise<void> {
  const { db, node, progress } = context
  const { rows } = await db.query<{ id: string }>(
    `select d.id from distribution d join report r on r.distribution_id = d.id
      where d.network = $1 and d.program = $2 order by d.period_end, d.id`,
    [program.network, program.name],
  )
  const keccak = await loadKeccak()
  const stored = new Map<string, string>()
  for (const { id } of rows) {
    progress(id)
    found.reports++
    const report = await loadReport(db, id)
    stored.set(id, report.report.reportHash)
    try {
      verifyStored(keccak, report)
    } catch (error) {
      found.note(id, errorText(error))
    }
    await besideChain(node, program, report, found)
    await besideFiles(context, program, report, found)
  }
  if (rows.length === 0) return
  const newest = rows[rows.length - 1]!.id
  let past = false
  await rebuildReports({ pool, blocks: blocksOf(node), program }, async (built) => {
    const { id, sha256 } = built
    progress(`${id} again`)
    const hash = stored.get(id)
    // Reports come in order and without a gap; those after the newest are cron's to make.
    if (hash === undefined && !past) found.note(id, 'its period is over, later ones have a report, and it has none')
    else if (hash !== undefined) {
      if (hash !== sha256) found.note(id, `report ${hash}, computed again ${sha256}`)
      await besideShares(db, built, found)
    }
    past ||= id === newest
  })
}

/** Accounts whose share is another when it is computed again. */
async function besideShares(db: AuditContext['db'], { id, shares }: BuiltReport, found: Found): Promise<void> {
  const { rows } = await db.query<{ account: string; share: string }>(
    `select account, format('%s by weight %s', amount, weight) as share from report_share where distribution_id = $1`,
    [id],
  )
  const stored = new Map(rows.map(({ account, share }) => [account, share]))
  const again = new Map(shares.map(({ account, amount, weight }) => [`${account}`, `${amount} by weight ${weight}`]))
  for (const account of new Set([...stored.keys(), ...again.keys()])) {
    const [here, there] = [stored.get(account) ?? 'nothing', again.get(account) ?? 'nothing']
    if (here !== there) found.note(`${id} ${account}`, `${here}, computed again ${there}`)
  }
}

/** What a distributor was told it keeps for ever: a report that is another is not the one that is paid. */
async function besideChain(node: AuditContext['node'], program: Program, report: StoredReport, found: Found) {
  if (program.distributor === undefined) return
  const held = await rpcPublishChain(node, null).published(program.distributor, program.programId, report.periodNumber)
  const isPublished = report.state === 'published' || report.state === 'settled'
  if (held === null) {
    if (isPublished && report.report.root !== null)
      found.note(report.id, `${report.state}, and the distributor holds nothing of it`)
    return
  }
  found.published++
  const told = { root: report.report.root, total: report.report.distributed, asset: onChainAsset(report.asset) }
  for (const [what, here] of Object.entries(told)) {
    const there = held[what as keyof typeof told]
    if (there !== here) found.note(report.id, `${what} ${here}, the distributor holds ${there}`)
  }
  if (held.claimedTotal > held.total) found.note(report.id, `claimed ${held.claimedTotal} of ${held.total}`)
}

/** The manifest says what is served. A folder that is not on this machine is somebody else's to look at. */
async function besideFiles(
  { db, env }: AuditContext,
  program: Program,
  report: StoredReport,
  found: Found,
): Promise<void> {
  const { id } = report
  const folder = distributionFolder(env.dataDir, id)
  const isHere = (await stat(folder).catch(() => null)) !== null
  const { rows } = await db.query<{ name: string; sha256: string }>(
    'select name, sha256 from report_file where distribution_id = $1 order by name',
    [id],
  )
  const wanted = new Map([...renderFiles(report, program)].map(([name, content]) => [name, sha256(content)]))
  for (const { name, sha256: written } of rows) {
    found.files++
    const hash = wanted.get(name)
    if (written !== hash) found.note(id, `${name} is kept with sha256 ${written}, it is ${hash ?? 'none of its files'}`)
    if (!isHere) continue
    const content = await readFile(path.join(folder, name), 'utf8').catch(() => undefined)
    if (content === undefined) found.note(id, `${name} is not there`)
    else if (sha256(content) !== hash) found.note(id, `${name} has sha256 ${sha256(content)}, it should have ${hash}`)
  }
}
