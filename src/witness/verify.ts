import type { Profile } from '../config/profile'
import { AssayError } from '../errors'
import { closedPeriods } from './calendar'
import { heldBy, publishedBy } from './chain/held'
import { loadEvents } from './chain/load'
import { finalHeader, type Header, headerAt, type Rpc } from './chain/rpc'
import { type Difference, figureDifferences, type Witnessed, witnessed } from './figures'
import { claimsLies, explanationLies, hashLies, treeLies } from './folder/files'
import type { Lie } from './folder/lie'
import { carryLies, idOf } from './folder/neighbours'
import { figuresIn, type Report, sha256Of } from './folder/report'
import { readSafeBatch } from './folder/safeBatch'
import { isRulesetOf, needsEvidence, type WitnessedProgram, witnessedPrograms } from './programs'
import type { Asked } from './rows'
import { type SecondPeriod, secondOf } from './second'

/** A distribution as somebody published it. */
export interface Given {
  readonly report: Report
  /** by name, `report.json` included; null: only the report was given */
  readonly files: ReadonlyMap<string, string> | null
  /** other reports of its program, with the evidence that lies beside them, by the id of their distribution */
  readonly neighbours: ReadonlyMap<string, Report>
  readonly evidence: ReadonlyMap<string, string>
}

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
  /** what each transaction of the Safe batch would do */
  readonly safeBatch: readonly string[]
}

/**
 * Compares a distribution with what the second implementation makes of a chain: no store is read, nothing of it is believed
 * but evidence that no chain holds, by its hash.
 * @param asked an empty database, inside a transaction
 * @throws AssayError E-PROGRAM, E-CHAIN-OTHER, E-NOT-CLOSED, E-RPC
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
  const { periods, entered, carry } = withEvidence(closed.slice(0, at + 1), { ...program, ruleset }, given, published)
  progress(`computing ${periods.length} periods of ${program.name}`)
  let computed: Witnessed | undefined
  for await (const second of secondOf(asked, program, periods, { carry }))
    if (second.period.id === period.id) computed = witnessed(program, second)
  const { figures, pots, tree } = computed!

  const said = figuresIn(JSON.parse(report.text))
  differ('report.json', figureDifferences(said, { ...identityOf(program, period), ruleset, ...figures }))
  differ('report.json', potDifferences(report, pots))
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
  lies.push(...carryLies(report, given.neighbours))
  const words: string[] = []
  if (given.files) {
    lies.push(...fileLies(given.files, report, computed!, { program, period: period.number }))
    const batch = given.files.get('safe-batch.json')
    if (batch !== undefined && tree) {
      const publishing = {
        id: idOf(report),
        period: period.number,
        root: tree.root,
        total: figures['totals.distributed']!,
      }
      const read = readSafeBatch(batch, profile, program, { ...publishing, reportHash: report.sha256 })
      words.push(...read.words)
      lies.push(...read.lies)
    }
  }
  return {
    ok: lies.length === 0,
    ...{ id: idOf(report), root: figures.root ?? null, sha256: report.sha256 },
    published: program.distributor === undefined ? null : held !== null,
    from: ['chain', ...entered].join(' + '),
    ...{ lies, safeBatch: words },
  }
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

/** What a report says of itself that is no matter of computing. */
function identityOf(
  { network, chainId, name, programId, asset }: WitnessedProgram,
  { id, number, start, end }: SecondPeriod,
) {
  return {
    ...{ network, chainId: `${chainId}`, program: name, programId, asset },
    ...{ 'period.id': id, 'period.number': number, 'period.start': `${start}`, 'period.end': `${end}` },
  }
}

function potDifferences({ pots = [] }: Report, computed: Witnessed['pots']): Difference[] {
  if (pots.length === 0) return []
  const given = new Map(pots.map((pot) => [pot.name, figuresIn(pot)]))
  const names = [...new Set([...given.keys(), ...computed.keys()])].sort()
  return names.flatMap((name) => {
    const [one, other] = [given.get(name), computed.get(name)]
    if (one && other) return figureDifferences(one, other, `pot ${name}, `)
    return [{ where: `pot ${name}`, given: one ? 'there' : 'none', computed: other ? 'there' : 'none' }]
  })
}

/** The pinned block is the last before the period's end. */
async function pinDifferences(
  rpc: Rpc,
  { pinned }: Report,
  { end }: SecondPeriod,
  final: Header,
): Promise<Difference[]> {
  const differs = (where: string, given: unknown, computed: unknown) => ({
    where,
    given: `${given}`,
    computed: `${computed}`,
  })
  if (pinned.number >= final.number) return [differs('pinned.number', pinned.number, `below ${final.number}`)]
  const [there, next] = await Promise.all([headerAt(rpc, pinned.number), headerAt(rpc, pinned.number + 1)])
  return [
    ...(there.hash === pinned.hash ? [] : [differs('pinned.hash', pinned.hash, there.hash)]),
    ...(there.time === pinned.time ? [] : [differs('pinned.time', pinned.time, there.time)]),
    ...(there.time < end && next.time >= end
      ? []
      : [differs('pinned.number', pinned.number, `the last before ${end}`)]),
  ]
}

/**
 * The periods up to the last, each with its ruleset and its evidence. Where evidence of an earlier period is not at hand,
 * only the last is computed, from the carry that the report says it took over: `entered` tells it.
 */
function withEvidence(
  closed: readonly SecondPeriod[],
  program: WitnessedProgram,
  { report, files, neighbours, evidence }: Given,
  published: ReadonlyMap<string, { readonly reportHash: string }>,
) {
  const last = closed.length - 1
  const name = (period: SecondPeriod) => `${report.network}:${report.program}:${period.id}`
  const rulesetAt = (period: SecondPeriod) => {
    const before = neighbours.get(name(period))
    const known = before && published.get(period.number)?.reportHash === before.sha256
    return known && isRulesetOf(program, before.ruleset) ? before.ruleset : program.ruleset
  }
  const periods = closed.map((period, at) => ({
    ...period,
    ruleset: at === last ? program.ruleset : rulesetAt(period),
    evidence: (at === last ? files?.get('evidence.ndjson') : evidence.get(name(period))) ?? null,
  }))
  if (!needsEvidence(program)) return { periods, entered: [], carry: {} }
  const own = periods[last]!.evidence
  if (own === null)
    throw new AssayError(
      'E-REPORT-FILE',
      `${report.program} is computed from evidence that no chain holds, and there is none`,
      {
        next: 'Give the folder of the distribution, with its evidence.ndjson.',
      },
    )
  const entered = [`evidence ${sha256Of(own)}`]
  if (periods.every((each) => each.evidence !== null)) return { periods, entered, carry: {} }
  const carry = report.pots
    ? Object.fromEntries(report.pots.map((pot) => [pot.name, pot.carryIn]))
    : { main: report.inputs.previous?.carry ?? '0' }
  return { periods: [periods[last]!], entered: [...entered, `carry of ${report.inputs.previous?.id}`], carry }
}

/** Every file that belongs to the distribution, and those that do not. */
function fileLies(
  files: ReadonlyMap<string, string>,
  report: Report,
  { shares, tree }: Witnessed,
  { program }: { program: WitnessedProgram; period: string },
): Lie[] {
  const sealed = report.inputs.evidence?.sha256
  const checks: Record<string, ((text: string) => Lie[]) | undefined> = {
    'report.json': () => [],
    'report.sha256': (text) => hashLies(report, text),
    'claims.csv': (text) => claimsLies(text, shares),
    'explanations.ndjson': (text) => explanationLies(report, text, shares),
    'evidence.ndjson': sealed === undefined ? undefined : (text) => evidenceLies(text, sealed),
    'tree.json': tree ? (text) => treeLies(text, tree) : undefined,
    'safe-batch.json': tree && program.distributor !== undefined ? () => [] : undefined,
  }
  const unknown = [...files.keys()].filter((name) => !checks[name])
  return [
    ...Object.entries(checks).flatMap(([what, check]) => {
      const text = files.get(what)
      if (!check) return []
      return text === undefined ? [{ what, where: '(the file)', found: 'missing', wanted: 'there' }] : check(text)
    }),
    ...unknown.sort().map((what) => ({ what, where: '(the file)', found: 'there', wanted: 'none' })),
  ]
}

function evidenceLies(text: string, sealed: string): Lie[] {
  const found = sha256Of(text)
  return found === sealed ? [] : [{ what: 'evidence.ndjson', where: 'sha256', found, wanted: sealed }]
}
