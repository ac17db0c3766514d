import type { Pool } from 'pg'
import { blocksOf } from '../../chain/blocks'
import { loadKeccak } from '../../keccak'
import { openPool } from '../../postgres/pool'
import { errorText } from '../../process/redaction'
import { loadReport, type StoredReport } from '../../rewards/close/stored'
import { verifyStored } from '../../rewards/close/verifyStored'
import { inStyle, type Program, programsOf } from '../../rewards/programs'
import { onChainAsset } from '../../rewards/publish/distributor'
import { rpcPublishChain } from '../../rewards/publish/rpcChain'
import { rebuildReports } from '../../rewards/rebuild'
import type { AuditCheck, AuditContext } from '../check'
import { besideCorrection } from '../distributions/besideCorrection'
import { besideFiles, foreignFolders } from '../distributions/besideFiles'
import { besideRebuilt } from '../distributions/besideRebuilt'
import { Found } from '../distributions/found'

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
    // A row that cannot be read is named, and the others are looked at.
    const wrong = (error: unknown) => found.note(id, errorText(error))
    const report = await loadReport(db, id).catch(wrong)
    if (!report) continue
    stored.set(id, report.report.reportHash)
    try {
      verifyStored(keccak, report)
    } catch (error) {
      wrong(error)
    }
    await besideChain(node, program, report, found)
    await besideFiles(context, program, report, found).catch(wrong)
  }
  await foreignFolders(context, program, found)
  if (rows.length === 0) return
  const newest = rows[rows.length - 1]!.id
  let past = false
  const again = rebuildReports({ pool, blocks: blocksOf(node), program }, async (built, corrected) => {
    const { id, sha256 } = built
    progress(`${id} again`)
    const hash = stored.get(id)
    // Reports come in order and without a gap; those after the newest are cron's to make.
    if (hash === undefined && !past) found.note(id, 'its period is over, later ones have a report, and it has none')
    else if (corrected !== null) await besideCorrection(db, keccak, program, built, corrected, found)
    else if (hash !== undefined) {
      if (hash !== sha256) found.note(id, `report ${hash}, computed again ${sha256}`)
      await besideRebuilt(db, built, found)
    }
    past ||= id === newest
  })
  await again.catch((error: unknown) => found.note(program.name, errorText(error)))
}

/** What a distributor was told it keeps for ever: a report that is another is not the one that is paid. */
async function besideChain(node: AuditContext['node'], now: Program, report: StoredReport, found: Found) {
  const program = inStyle(now, report.style)
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
  // By a cumulative root people take what earlier ones gave them too.
  if (report.style === 'per-period' && held.claimedTotal > held.total)
    found.note(report.id, `claimed ${held.claimedTotal} of ${held.total}`)
}
