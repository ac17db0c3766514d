import type { Profile } from '../config/profile'
import { AssayError } from '../errors'
import { closedPeriods } from './calendar'
import { heldBy, publishedBy } from './chain/held'
import { loadEvents } from './chain/load'
import { finalHeader, headerAt, type Rpc } from './chain/rpc'
import { computedOf } from './computed'
import { withEvidence } from './evidence'
import { type Difference, figureDifferences, type Witnessed } from './figures'
import { fileLies } from './folder/fileLies'
import type { Lie } from './folder/lie'
import { carryLies, idOf } from './folder/neighbours'
import type { Report } from './folder/report'
import { pinDifferences, reportDifferences } from './folder/reportLies'
import { readSafeBatch } from './folder/safeBatch'
import { type ToldSettlements, toldSettlements } from './folder/settlements'
import { signatureLies } from './folder/signatures'
import { sumLies } from './folder/sumsBefore'
import { withToldWeights } from './folder/toldWeights'
import type { Given } from './given'
import { type Doubt, stakeDoubts } from './pool'
import { isRulesetOf, type WitnessedProgram, witnessedPrograms } from './programs'
import type { Asked } from './rows'
import type { SecondPeriod } from './second'

export interface Verdict {
  readonly ok: boolean
  readonly id: string
  readonly root: string | null
  readonly sha256: string
  /** whether its program's distributor holds it; null where the program has none */
  readonly published: boolean | null
  /** where everything came from: `chain`, and what else entered */
  readonly from: string
  readonly lies: readonly Lie[]
  /** unstakes of which the chain does not say which stake they withdrew; with a share that differs, look there first */
  readonly doubts: readonly Doubt[]
  /** null: nobody at hand says that another report supersedes it */
  readonly superseded: SupersededBy | null
  /** what each transaction of the Safe batch would do */
  readonly safeBatch: readonly string[]
}

/** The correction of a report that was published wrongly. */
export interface SupersededBy {
  readonly number: number
  /** of the corrected report */
  readonly sha256: string
  /** reports that settle what is due of it */
  readonly settledBy: readonly string[]
}

/**
 * Compares a distribution with what the second implementation makes of a chain: no store is read, nothing of it is believed
 * but evidence that no chain holds, by its hash.
 * @param asked an empty database, inside a transaction
 * @throws AssayError E-CORRECTED, E-REPORT-FILE, E-PROGRAM, E-CHAIN-OTHER, E-NOT-CLOSED, E-RPC
 */
export async function verifyFromChain(
  asked: Asked,
  rpc: Rpc,
  profile: Profile,
  given: Given,
  progress: (text: string) => void,
): Promise<Verdict> {
  const { report } = given
  const program = programIn(profile, report)
  await requireChain(rpc, profile)
  const final = await finalHeader(rpc, profile.finalityConfirmation)
  await loadEvents(asked, rpc, profile, program, final, progress)
  const since = (await headerAt(rpc, profile.startBlock)).time
  const closed = await closedPeriods(asked, program, { since, until: final.time })
  const at = closed.findIndex(({ id }) => id === report.period.id)
  const period = closed[at]
  if (period === undefined)
    throw new AssayError('E-NOT-CLOSED', `${idOf(report)} is no period that is over at final block ${final.number}`, {
      next: 'Only a closed period can be verified; a period before the first receipt has no report.',
    })
  const published = await publishedBy(asked, program)
  const told = published.get(period.number)
  const lies: Lie[] = []
  const differ = (what: string, differences: readonly Difference[]) =>
    lies.push(...differences.map(({ where, given: found, computed }) => ({ what, where, found, wanted: computed })))

  const ruleset =
    told?.reportHash === report.sha256 && isRulesetOf(program, report.ruleset) ? report.ruleset : program.ruleset
  const numbers = new Map(closed.map(({ id, number }) => [`${report.network}:${report.program}:${id}`, number]))
  const settling = toldSettlements(given, (id) => published.get(numbers.get(id) ?? '')?.reportHash)
  const { periods, entered, carry } = withEvidence(
    closed.slice(0, at + 1),
    { ...program, ruleset },
    given,
    published,
    settling,
  )
  requireSettling(report, settling, periods, at + 1)
  progress(`computing ${periods.length} periods of ${program.name}`)
  const from = closed[at - periods.length + 1]!
  const settled = await computedOf(asked, program, given, { periods, carry, from, told: settling, published })
  const computed = settled.corrected
    ? withToldWeights(settled.computed, given.files?.get('claims.csv'))
    : settled.computed
  const { figures } = computed
  lies.push(...settling.lies, ...settled.lies)
  differ('report.json', reportDifferences(report, computed, { program, ruleset, period, before: closed[at - 1] }))
  differ('report.json', await pinDifferences(rpc, report, period, final))
  const held = await heldBy(rpc, program, period.number)
  if (held) {
    const hash = told && { reportHash: told.reportHash }
    const asset = program.asset === 'eth' ? `0x${'0'.repeat(40)}` : program.asset
    const right = {
      asset,
      root: figures.root!,
      total: figures['totals.distributed']!,
      ...(hash && { reportHash: report.sha256 }),
    }
    differ('chain', figureDifferences({ ...held, ...hash }, right))
  }
  lies.push(...carryLies(report, given.neighbours), ...sumLies(given.files, given.sums))
  // What approvers signed before it was published, the folder has; a profile may have named none of old.
  const counted = held !== null && report.pinned.number >= (profile.approval?.fromBlock ?? 0)
  const signing = { rpc, profile, counted }
  const batch = given.files && (await signedOf(signing, given.files, program, report, period, computed))
  if (given.files) lies.push(...fileLies(given.files, report, computed, program.distributor !== undefined))
  if (batch) lies.push(...batch.lies, ...batch.signatureLies)
  return {
    ok: lies.length === 0,
    ...{ id: idOf(report), root: figures.root ?? null, sha256: report.sha256 },
    published: program.distributor === undefined ? null : held !== null,
    from: ['chain', ...entered].join(' + '),
    superseded: supersededBy(idOf(report), settling),
    ...{ lies, doubts: await stakeDoubts(asked, program.network), safeBatch: batch?.words ?? [] },
  }
}

function supersededBy(id: string, { superseded, filed }: ToldSettlements): SupersededBy | null {
  const newest = superseded.get(id)?.corrections.at(-1)
  if (newest === undefined) return null
  const settling = [...filed].filter(([, { corrections }]) => corrections.some((each) => each.supersedes.id === id))
  return { number: newest.number, sha256: newest.sha256, settledBy: settling.map(([by]) => by) }
}

/** What a folder's Safe batch would do, and the lies in it and in the signatures beside it. */
async function signedOf(
  { rpc, profile, counted }: { readonly rpc: Rpc; readonly profile: Profile; readonly counted: boolean },
  files: ReadonlyMap<string, string>,
  program: WitnessedProgram,
  report: Report,
  period: SecondPeriod,
  { figures, tree }: Witnessed,
) {
  if (tree === null || program.distributor === undefined) return null
  const total = figures['totals.distributed']!
  const of = { id: idOf(report), period: period.number, root: tree.root, total, reportHash: report.sha256 }
  const [batch, signatures] = [files.get('safe-batch.json'), files.get('signatures.json')]
  return {
    ...(batch === undefined ? { words: [], lies: [] } : readSafeBatch(batch, profile, program, of)),
    signatureLies: await signatureLies(rpc, signatures, profile, program, { ...of, counted }),
  }
}

/**
 * Better no verdict than one by a split that is not what it was divided by.
 * @param periods that are computed, of so many
 * @throws AssayError E-CORRECTED
 */
function requireSettling(
  report: Report,
  { missing, filed }: ToldSettlements,
  periods: readonly SecondPeriod[],
  count: number,
): void {
  const ids = new Set(periods.map(({ id }) => `${report.network}:${report.program}:${id}`))
  const without = missing.find((id) => ids.has(id))
  if (without !== undefined)
    throw new AssayError('E-CORRECTED', `${without} settles corrections, and its corrections.json is not at hand`, {
      next: 'Lay its folder there as it was published, beside the others.',
    })
  if (filed.has(idOf(report)) && periods.length < count)
    throw new AssayError(
      'E-CORRECTED',
      `${idOf(report)} settles corrections, and evidence of earlier months is missing`,
      {
        next: 'Lay the folders of all months before it beside it, with their evidence.ndjson.',
      },
    )
}

function programIn(profile: Profile, report: Report): WitnessedProgram {
  const programs = witnessedPrograms(profile)
  const program = profile.name === report.network && programs.find(({ name }) => name === report.program)
  if (program) return program
  throw new AssayError('E-PROGRAM', `profile ${profile.name} has no program ${report.program} of ${report.network}`, {
    next: `Give the network's own profile: --profile FILE. It has: ${programs.map(({ name }) => name).join(', ') || 'none'}.`,
  })
}

async function requireChain(rpc: Rpc, { name, chainId }: Profile): Promise<void> {
  const told = Number(await rpc.ask<string>('eth_chainId', []))
  if (told === chainId) return
  throw new AssayError('E-CHAIN-OTHER', `the node is of chain ${told}, and ${name} is on chain ${chainId}`, {
    next: 'Give the endpoint of a node of that chain.',
  })
}
