import type { Command } from 'commander'
import { AssayError } from '../../errors'
import type { Distribution } from '../../rewards/distribution'
import { folderCid } from '../../rewards/files/cid'
import { distributionFolder } from '../../rewards/files/write'
import {
  type ClaimState,
  claimStates,
  correctionSummary,
  distributionById,
  listDistributions,
  readPots,
  waitingForPerson,
  waitingText,
} from '../../rewards/read'
import type { RewardsContext } from '../../rewards/rewardsContext'
import { table } from '../table'
import { distributionText } from './distributionText'
import { poolPeriods, poolText } from './poolPeriods'
import { assetOf, moment, tokens } from './shownAs'
import { withRewardsContext } from './withRewardsContext'

/** More than forty years of months: everything, in practice, and still a bound. */
const MAX_ROWS = 500

interface Options {
  network?: string
  program?: string
  json?: boolean
}

export function registerShow(rewards: Command): void {
  rewards
    .command('show [id]')
    .description('list distributions, the oldest first, or show one')
    .option('--network <name>', 'only this network')
    .option('--program <name>', 'only this program')
    .option('--json', 'one JSON array, the newest first, or one object')
    .addHelpText('after', '\nExample:\n  assay rewards show devnet-destra:destra.stakers.monthly:2026-09')
    .action((id: string | undefined, options: Options) =>
      withRewardsContext({}, (context) =>
        id === undefined ? showAll(context, options) : showOne(context, id, options),
      ),
    )
}

async function showOne(context: RewardsContext, id: string, { json }: Options): Promise<void> {
  const distribution = await distributionById(context.pool, id)
  if (distribution === null)
    throw new AssayError('E-DISTRIBUTION', `no distribution ${id}`, { next: 'List them with: assay rewards show' })
  const claims = (await claimStates(context.pool, [id])).get(id) ?? null
  const corrections = await correctionSummary(context.pool, distribution)
  const cid = await folderCid(distributionFolder(context.env.dataDir, id))
  if (json) return console.log(JSON.stringify({ ...distribution, claims, ...corrections, cid }, decimal))
  const pots = await readPots(context.pool, id)
  console.log(distributionText(distribution, { pots, claims }, assetOf(context, distribution), corrections).join('\n'))
  if (cid !== null) console.log(`\n  its folder in IPFS: ${cid} (ipfs add -r --cid-version=1 --raw-leaves)`)
}

async function showAll(context: RewardsContext, options: Options): Promise<void> {
  const rows = await listDistributions(context.pool, options, { first: MAX_ROWS })
  const ofPools = await poolPeriods(context, options)
  const ids = rows.map(({ id }) => id)
  const claims = await claimStates(context.pool, ids)
  const withClaims = rows.map((row) => ({ ...row, claims: claims.get(row.id) ?? null }))
  if (options.json) return console.log(JSON.stringify([...withClaims, ...ofPools], decimal))
  const waiting = await waitingOf(context, options)
  if (waiting !== null) console.log(`${waiting}\n`)
  const lists = [listText(context, withClaims.reverse()), poolText([...ofPools].reverse())].filter(
    (list) => list.length > 1,
  )
  console.log(lists.length === 0 ? 'no period is closed yet' : lists.map((list) => list.join('\n')).join('\n\n'))
}

/** What waits for a person among what is listed, in a sentence. */
async function waitingOf({ pool, profiles }: RewardsContext, { network, program }: Options): Promise<string | null> {
  const networks = profiles.map(({ name }) => name).filter((name) => name === (network ?? name))
  const waiting = await waitingForPerson(pool, networks)
  return waitingText(waiting.filter((each) => each.program === (program ?? each.program)))
}

type Row = Distribution & { readonly claims: ClaimState | null }

function listText(context: RewardsContext, rows: readonly Row[]): string[] {
  const figure = (of: (report: NonNullable<Distribution['report']>) => bigint | number) => (row: Row) =>
    row.report === null ? '' : `${of(row.report)}`
  const columns = [
    { title: 'distribution', cell: ({ id }: Row) => id },
    { title: 'state', cell: ({ state, held }: Row) => (held === null ? state : `${state} (held)`) },
    { title: 'from', cell: ({ start }: Row) => moment(start) },
    { title: 'to', cell: ({ end }: Row) => moment(end) },
    { title: 'shares', cell: figure(({ shares }) => shares), right: true },
    {
      title: 'pot',
      cell: (row: Row) => (row.report === null ? '' : tokens(row.report.pot, assetOf(context, row))),
      right: true,
    },
    { title: 'pot, base units', cell: figure(({ pot }) => pot), right: true },
    {
      title: 'unclaimed, base units',
      // Nothing can be claimed before it is published.
      cell: ({ claims }: Row) => (claims === null || claims.pending > 0n ? '' : `${claims.claimable + claims.expired}`),
      right: true,
    },
    { title: 'carry, base units', cell: figure(({ carry }) => carry), right: true },
  ] as const
  return table(columns, rows)
}

/** Amounts leave as decimal strings. */
function decimal(_: string, value: unknown): unknown {
  return typeof value === 'bigint' ? value.toString() : value
}
