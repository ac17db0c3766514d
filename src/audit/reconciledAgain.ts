import { contractsOf } from '../config/profile'
import { holds } from '../economics/identity'
import type { BlockNumber } from '../economics/units'
import { doubtsOf } from '../ledger/doubts'
import { inTransaction } from '../postgres/transaction'
import { errorText } from '../process/redaction'
import type { AuditContext } from './check'
import { type Examined, examine } from './examine'

/** Of the newest reconciliation, all in one snapshot. */
interface Recorded {
  readonly block: BlockNumber
  readonly held: BlockNumber | null
  readonly identities: readonly { readonly name: string; readonly holds: boolean; readonly amount: string }[]
  readonly drift: readonly {
    readonly class: string
    readonly account: string
    readonly amount: string
    readonly cause: string
  }[]
  readonly pools: readonly {
    readonly pool: string
    readonly block: number
    readonly balanceOf: string
    readonly totalStaked: string | null
    readonly ledger: string
  }[]
  readonly untrusted: boolean
}

/** The newest recorded comparison beside the same made again at its block. Nothing is said where the node has its state no more. */
export async function reconciledAgain(context: AuditContext) {
  const { db, node, network, block } = context
  const recorded = await inTransaction(db, () => readRecorded(context), 'read-only snapshot')
  const differing = new Map<string, string>()
  if (!recorded) return { looked: 'nothing was compared yet', differing }
  const sides = await examine(db, node, network, { stored: block, number: recorded.block }).catch(errorText)
  if (typeof sides === 'string' || sides.oneSided !== undefined)
    return { looked: `block ${recorded.block} cannot be asked again`, differing }
  compare(recorded, sides, differing, context)
  return { looked: `block ${recorded.block}, asked again`, differing }
}

function compare(recorded: Recorded, sides: Examined, differing: Map<string, string>, { network }: AuditContext): void {
  const { block } = recorded
  for (const identity of sides.identities) {
    const of = recorded.identities.find(({ name }) => name === identity.name)
    const again = holds(identity) ? 'holds' : `fails by ${identity.left - identity.right}`
    const said = of === undefined ? 'nothing' : of.holds ? 'holds' : `fails by ${of.amount}`
    if (said !== again)
      differing.set(`identity ${identity.name}`, `${said} is recorded up to block ${block}, it ${again}`)
  }
  for (const row of sides.compared) {
    const of = recorded.drift.find((each) => each.class === row.class && each.account === row.account)
    const cause = (row.class === 'issuance' ? sides.supplyCause : undefined) ?? row.cause
    const said = `${of?.amount ?? 0} by ${of?.cause ?? 'none'}`
    const again = `${row.ledger - row.chain} by ${cause}`
    if (said !== again)
      differing.set(`drift of ${row.class} ${row.account}`, `${said} is recorded up to block ${block}, it is ${again}`)
  }
  for (const { pool, ...of } of recorded.pools.filter((each) => each.block === block)) {
    const held = sides.compared.find((row) => row.account === pool && row.class !== 'pool-solvency')
    const owed = sides.compared.find((row) => row.account === pool && row.class === 'pool-solvency')
    const said = `${of.balanceOf} held, ${of.totalStaked} owed, ${of.ledger} in the ledger`
    const again = `${held?.chain} held, ${owed?.chain ?? null} owed, ${held?.ledger} in the ledger`
    if (said !== again) differing.set(`pool ${pool}`, `${said} is recorded at block ${block}, it is ${again}`)
  }
  for (const { address } of contractsOf(network.profile, 'destra-pool'))
    if (!recorded.pools.some(({ pool }) => pool === address))
      differing.set(`pool ${address}`, 'nothing is recorded of it')
  const checked = sides.identities.map((identity) => ({ ...identity, holds: holds(identity) }))
  const supply = sides.supplyCause === undefined ? [] : [{ class: 'issuance', cause: sides.supplyCause }]
  const doubted = doubtsOf(network.profile, sides.classes, checked, supply).length > 0
  if (doubted !== recorded.untrusted)
    differing.set(
      'alarm E-UNTRUSTED',
      doubted
        ? `does not stand, and at block ${block} figures fail`
        : `stands, and at block ${block} every figure holds`,
    )
  if (!doubted && recorded.held !== block)
    differing.set('reconciliation', `held last in block ${recorded.held}, it holds in ${block}`)
}

async function readRecorded({ db, network: { name } }: AuditContext): Promise<Recorded | undefined> {
  const [newest] = (
    await db.query<Pick<Recorded, 'block' | 'held' | 'untrusted'>>(
      `select block, held_block as held, exists (select from alarm a where a.network = $1 and a.code = 'E-UNTRUSTED') as untrusted
         from reconciliation where network = $1`,
      [name],
    )
  ).rows
  if (!newest) return undefined
  const at = [name, newest.block]
  const identities = await db.query<Recorded['identities'][number]>(
    `select distinct on (name) name, holds, ("left" - "right")::text as amount from identity_check
      where network = $1 and block <= $2 order by name, block desc`,
    at,
  )
  const drift = await db.query<Recorded['drift'][number]>(
    `select distinct on (class, account) class, account, (ledger - chain)::text as amount, cause from drift
      where network = $1 and block <= $2 order by class, account, block desc`,
    at,
  )
  const pools = await db.query<Recorded['pools'][number]>(
    `select pool, block, balance_of::text as "balanceOf", total_staked::text as "totalStaked", ledger::text as ledger
       from pool_audit where network = $1`,
    [name],
  )
  return { ...newest, identities: identities.rows, drift: drift.rows, pools: pools.rows }
}
