import { readdir, readFile, stat } from 'node:fs/promises'
import path from 'node:path'
import { AssayError } from '../errors'
import type { Queryable } from '../postgres/queryable'
import { type Contracts, falseOnes } from './approval/check'
import { lackingSignatures } from './approval/lacking'
import type { Signature } from './approval/signatures'
import { SIGNATURES, signaturesIn } from './approval/signaturesFile'
import { correctionSummary } from './correction/summary'
import { type Looked, look } from './files/look'
import { renderFiles, SAFE_BATCH } from './files/render'
import { inStyle, type Program } from './programs'
import { onChainAsset } from './publish/distributor'
import { distributionById } from './read/distributions'
import { type RebuiltReport, rebuildReport } from './rebuild'
import { differences } from './report/difference'
import { parseReport } from './report/parse'
import type { RewardsContext } from './rewardsContext'

const REPORT = 'report.json'
interface Verdict {
  readonly ok: boolean
  readonly id: string
  readonly root: string | null
  readonly sha256: string
  /** whether its program's distributor holds it; null where the program has none */
  readonly published: boolean | null
  readonly looked: readonly Looked[]
  /** null: no other report supersedes it */
  readonly superseded: {
    readonly number: number
    /** of the corrected report */
    readonly sha256: string
    /** reports that settle what is due of it */
    readonly settledBy: readonly string[]
  } | null
}

/**
 * Computes the report of a file's period again and compares it, and every file beside it, byte by byte; then what the
 * distributor holds of the period. The ruleset is the program's own: a file may name another, or
 * have the digest of the log where ours does not, only where the chain has published that very file.
 * @param at a report, or the folder of a distribution
 * @param programOf the program that a report names
 * @throws AssayError E-REPORT-FILE; those of the rebuild
 */
export async function verifyDistribution(
  context: Pick<RewardsContext, 'pool' | 'blocks' | 'chain'>,
  at: string,
  programOf: (network: string, name: string) => Program,
): Promise<Verdict> {
  const isFolder = (await stat(at).catch(notThere(at))).isDirectory()
  const file = isFolder ? path.join(at, REPORT) : at
  const given = await readFile(file, 'utf8').catch(notThere(file))
  const named = parseReport(given, file)
  const { pool } = context
  const now = programOf(named.network, named.program)
  const rebuild = (ruleset: string, anchored?: boolean) =>
    rebuildReport({ pool, blocks: context.blocks(now), program: now, ruleset, anchored }, named.period.id)

  let built = await rebuild(now.ruleset.name)
  const program = inStyle(now, built.style)
  const held = await heldBy(context, program, built.periodNumber)
  // Another operator may have closed it before its log had digests, or after.
  const anchored = isAnchored(given)
  if (held && (named.ruleset !== program.ruleset.name || isAnchored(built.body) !== anchored)) {
    const asNamed = await rebuild(named.ruleset, anchored)
    if (asNamed.sha256 === held.reportHash) built = asNamed
  }
  const signatures = isFolder ? await readFile(path.join(at, SIGNATURES), 'utf8').then(signaturesIn, () => []) : []
  const batch = isFolder && (await readFile(path.join(at, SAFE_BATCH), 'utf8').catch(() => undefined))
  const rendered = renderFiles(
    { ...built, signatures },
    program,
    (name, content) => name === SAFE_BATCH && content === batch,
  )
  const looked = isFolder ? await lookAtAll(at, rendered) : [look(REPORT, given, rendered.get(REPORT)!)]
  if (held) looked.push(chainLook(held, built))
  const mayBePaid = held !== null || (await isApproved(pool, built.id))
  const differing = await signatureDifferences(context.chain(program), program, built, {
    signatures,
    counted: isFolder && mayBePaid,
  })
  if (differing.length > 0) looked.push({ what: 'signers', ok: false, differing })
  const { id, root, sha256 } = built
  const published = program.distributor === undefined ? null : held !== null
  return {
    ok: looked.every(({ ok }) => ok),
    id,
    root,
    sha256,
    published,
    looked,
    superseded: await superseding(pool, id),
  }
}

async function superseding(db: Queryable, id: string): Promise<Verdict['superseded']> {
  const distribution = await distributionById(db, id)
  const corrections = distribution && (await correctionSummary(db, distribution))
  const newest = corrections?.supersededBy.at(-1)
  return newest ? { number: newest.number, sha256: newest.sha256, settledBy: corrections!.settledBy } : null
}

/** Whether a report says the digest of the event log below it. */
const isAnchored = (report: string) => 'log' in parseReport(report, REPORT).inputs

/** Every file that belongs to the distribution, and those that do not. */
async function lookAtAll(folder: string, rendered: ReadonlyMap<string, string>): Promise<Looked[]> {
  const present = new Set(await readdir(folder))
  const looked: Looked[] = []
  for (const [name, content] of rendered)
    looked.push(look(name, present.has(name) ? await readFile(path.join(folder, name), 'utf8') : undefined, content))
  for (const name of [...present].filter((each) => !rendered.has(each)).sort())
    looked.push(look(name, 'there', undefined))
  return looked
}

interface Signed {
  readonly signatures: readonly Signature[]
  /** whether there are to be as many as the profile asks for: it may be paid */
  readonly counted: boolean
}

/** Signatures that are not their signer's, signers who never were approvers, and how many lack. */
async function signatureDifferences(
  contracts: Contracts,
  program: Program,
  built: RebuiltReport,
  { signatures, counted }: Signed,
) {
  if (built.root === null || program.distributor === undefined) return []
  const { chainId, distributor, approval } = program
  const known: readonly string[] = approval === null ? [] : [...approval.signers, ...approval.former]
  const strangers = signatures.filter(({ signer }) => !known.includes(signer))
  const wrong = await falseOnes(contracts, { chainId, distributor }, built, signatures)
  const sound = signatures.map(({ signer }) => signer).filter((each) => !wrong.some(({ signer }) => signer === each))
  const { wanted, lacking } = lackingSignatures(approval, sound, built.report.pinned.number)
  return [
    ...(counted && lacking > 0
      ? [{ path: SIGNATURES, left: `${wanted - lacking} signatures`, right: `${wanted}` }]
      : []),
    ...wrong.map(({ signer, found }) => ({ path: 'signed by', left: signer, right: found ?? 'nobody' })),
    ...strangers.map(({ signer }) => ({ path: 'approver', left: signer, right: known.join(', ') || 'none' })),
  ]
}

/** Whether the stores say that it may be paid. */
async function isApproved(db: Queryable, id: string): Promise<boolean> {
  return ['approved', 'published', 'settled'].includes(`${(await distributionById(db, id))?.state}`)
}

interface Held {
  readonly asset: string
  readonly root: string
  readonly total: bigint
  /** of the event that the log has of it; undefined: the log has none */
  readonly reportHash: string | undefined
}

/** What the distributor holds of a period at the head, and the hash of the report that it was published with. */
async function heldBy(
  { pool, chain }: Pick<RewardsContext, 'pool' | 'chain'>,
  program: Program,
  period: bigint,
): Promise<Held | null> {
  if (program.distributor === undefined) return null
  const held = await chain(program).published(program.distributor, program.programId, period)
  if (held === null) return null
  const { asset, root, total } = held
  return { asset, root, total, reportHash: await publishedHash(pool, chain(program), program, period) }
}

/** The report's hash from the node's own log of the publication; the rows say only in which block that is. */
async function publishedHash(
  db: Queryable,
  chain: ReturnType<RewardsContext['chain']>,
  { network, distributor, programId }: Program,
  period: bigint,
): Promise<string | undefined> {
  const { rows } = await db.query<{ blockHash: string }>(
    `select e.block_hash as "blockHash" from publication p join event e on e.id = p.id
      where p.network = $1 and p.program_id = $2 and p.period = $3 and p.distributor = $4`,
    [network, programId, period.toString(), distributor],
  )
  return rows[0] && chain.publishedHash(distributor!, programId, period, rows[0].blockHash)
}

function chainLook(held: Held, built: RebuiltReport): Looked {
  const wanted = {
    asset: onChainAsset(built.asset),
    root: built.root,
    total: `${built.distributed}`,
    // Where the log has no event of it, the contract's own view is all there is to compare.
    ...(held.reportHash !== undefined && { reportHash: built.sha256 }),
  }
  const { total, ...words } = held
  const differing = differences(JSON.parse(JSON.stringify({ ...words, total: `${total}` })), wanted)
  return { what: 'chain', ok: differing.length === 0, differing }
}

function notThere(file: string) {
  return (cause: unknown): never => {
    throw new AssayError('E-REPORT-FILE', `cannot read ${file}`, {
      next: 'Give the path of a report.json, or of the folder of a distribution.',
      cause,
    })
  }
}
