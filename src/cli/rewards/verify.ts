import { stat } from 'node:fs/promises'
import type { Command } from 'commander'
import { AssayError } from '../../errors'
import { verifyDistribution } from '../../rewards/verify'
import { givenAt } from '../../witness/folder/given'
import { carryLies } from '../../witness/folder/neighbours'
import { sumLies } from '../../witness/folder/sumsBefore'
import type { Verdict as ChainVerdict } from '../../witness/verify'
import { downloaded } from './downloaded'
import { fromChain } from './fromChain'
import { supersededText } from './supersededText'
import { programOf, withRewardsContext } from './withRewardsContext'

interface Options {
  readonly json?: boolean
  readonly fromChain?: boolean
  readonly rpc?: string
  readonly profile?: string
}

export function registerVerify(rewards: Command): void {
  rewards
    .command('verify <file|folder|url>')
    .description(
      'compute a report again by its program’s own rules, compare every byte of it and of the files beside it, and what the chain holds; exit 1 when they differ',
    )
    .option('--from-chain', 'read nothing but a node, and compute by the second implementation; needs no stores')
    .option('--rpc <url>', 'with --from-chain: a node of the chain that keeps its logs (default: the profile’s)')
    .option('--profile <file>', 'with --from-chain: the network’s profile, where it is not built in')
    .option('--json', 'one JSON object')
    .addHelpText(
      'after',
      `
Examples:
  assay rewards verify data/distributions/destra_destra.stakers.monthly_2026-09
  assay rewards verify https://…/distributions/destra:destra.stakers.monthly:2026-09 --from-chain --rpc https://…`,
    )
    .action(verify)
}

async function verify(given: string, options: Options): Promise<void> {
  if (!options.fromChain && (options.rpc || options.profile))
    throw new AssayError('E-USAGE', '--rpc and --profile are of --from-chain', {
      next: 'Add --from-chain, or leave them out.',
    })
  const work = (at: string) => (options.fromChain ? verifyByChain(at, options) : verifyByStores(at, options))
  if (/^https?:\/\//.test(given)) await downloaded(given, work)
  else await work(given)
}

async function verifyByChain(at: string, { rpc, profile, json }: Options): Promise<void> {
  const verdict = await fromChain(at, rpc, profile)
  console.log(json ? JSON.stringify(verdict, null, 2) : chainText(verdict))
  if (!verdict.ok) process.exitCode = 1
}

const PUBLISHED = new Map([
  [true, 'the distributor holds it'],
  [false, 'not published'],
  [null, 'without a distributor'],
])

function chainText({
  ok,
  id,
  root,
  sha256,
  published,
  from,
  lies,
  doubts,
  superseded,
  safeBatch,
}: ChainVerdict): string {
  const said = ok ? `true, from ${from}` : `FALSE in ${lies.length} places, from ${from}`
  return [
    `${id}: ${said}; ${PUBLISHED.get(published)}; root ${root}, sha256 ${sha256}`,
    ...(superseded ? [`  ${supersededText(superseded)}`] : []),
    ...lies.map(({ what, where, found, wanted }) => `  ${what}, ${where}: ${found} given, ${wanted} by the chain`),
    ...doubts.map(
      ({ owner, block, index }) =>
        `  in doubt: nothing says which stake ${owner} unstaked in block ${block}; ${index} was taken`,
    ),
    ...safeBatch.map((words, n) => `  safe-batch.json, transaction ${n + 1}: ${words}`),
  ].join('\n')
}

async function verifyByStores(at: string, { json }: Options): Promise<void> {
  await withRewardsContext({}, async (context) => {
    const verdict = await verifyDistribution(context, at, (network, name) => programOf(context, network, name))
    const looked = [...verdict.looked, ...(await carries(at))]
    const whole = { ...verdict, looked, ok: looked.every(({ ok }) => ok) }
    if (json) console.log(JSON.stringify(whole))
    else console.log(asText(whole))
    if (!whole.ok) process.exitCode = 1
  })
}
/** The carry from the report before and into the one after, where they lie beside it. */
async function carries(at: string): Promise<Verdict['looked'][number][]> {
  if (!(await stat(at)).isDirectory()) return []
  // What is no whole report has been told by then.
  const given = await givenAt(at).catch(() => null)
  const lies = given ? [...carryLies(given.report, given.neighbours), ...sumLies(given.files, given.sums)] : []
  if (lies.length === 0) return []
  const differing = lies.map(({ what, where, found, wanted }) => ({
    path: `${what}, ${where}`,
    left: found,
    right: wanted,
  }))
  return [{ what: 'carry', ok: false, differing }]
}

type Verdict = Awaited<ReturnType<typeof verifyDistribution>>

const HELD = new Map([
  [true, 'published with this root'],
  [false, 'not published'],
  [null, 'without a distributor'],
])

function asText({ ok, id, root, sha256, published, looked, superseded }: Verdict): string {
  // What stands is what was published; why the stores may say otherwise today, the correction says.
  const told = superseded ? [`  ${supersededText(superseded)}`] : []
  if (ok)
    return [
      `${id}: every byte the same (${looked.map(({ what }) => what).join(', ')}), ${HELD.get(published)}; root ${root}, sha256 ${sha256}`,
      ...told,
    ].join('\n')
  return [
    `${id}: DIFFERENT`,
    ...told,
    ...looked.flatMap((each) => [`  ${each.ok ? 'ok       ' : 'DIFFERENT'} ${each.what}`, ...placesOf(each)]),
  ].join('\n')
}

function placesOf({ what, ok, differing }: Verdict['looked'][number]): string[] {
  if (!ok && differing.length === 0) return ['    same values, other bytes: the file is not in canonical form']
  const [here, there] = what === 'chain' ? ['chain', 'computed'] : ['file', 'computed']
  return differing.map(
    ({ path, left, right }) => `    ${path}: ${here} ${JSON.stringify(left)}, ${there} ${JSON.stringify(right)}`,
  )
}
