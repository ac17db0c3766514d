import * as pool from '../../abi/destra-pool'
import * as firstPool from '../../abi/destra-pool-gen1'
import { call, coinBalance } from '../../chain/calls'
import { contractsOf, type ProfileContract } from '../../config/profile'
import { type PoolPeriod, potOf, totalWeightOf } from '../../economics/pool/state'
import type { Hash } from '../../economics/units'
import { inTransaction } from '../../postgres/transaction'
import { needsContract } from '../applies'
import type { AuditCheck, AuditContext } from '../check'

/** Looked at again, where the head has moved on between store and node. */
const LOOKS = 5

type Row = PoolPeriod & { readonly period: number }

/** The pool's own two figures of every period, at the indexed head; and whether its ETH is enough for all of them. */
export const poolPeriods: AuditCheck = {
  id: 'pool-periods',
  title: 'every period of a pool has the ETH and the weight that its contract says, and the ETH is there',
  why: 'Weights divide what is claimed: stranded or late ETH would be promised to somebody.',
  unasked: needsContract('destra-pool'),
  async run(context) {
    const evidence: Record<string, string> = {}
    let [looked, wrong] = [0, 0]
    for (const contract of contractsOf(context.network.profile, 'destra-pool')) {
      const found = await atHead(context, contract)
      looked += found.periods
      wrong += Object.keys(found.wrong).length
      Object.assign(evidence, { [contract.address]: found.about }, found.wrong)
    }
    return { ok: wrong === 0, expected: `${looked}`, actual: `${looked - wrong}`, evidence }
  },
}

async function atHead(context: AuditContext, contract: ProfileContract) {
  for (let look = 1; ; look++)
    try {
      return await besideChain(context, contract)
    } catch (error) {
      // A head that was replaced meanwhile is in the node no more.
      if (look === LOOKS) throw error
    }
}

async function besideChain({ db, node, network }: AuditContext, { address, generation }: ProfileContract) {
  const { head, rows } = await inTransaction(
    db,
    async () => {
      const heads = await db.query<{ number: number; hash: Hash }>('select number, hash from head where id = $1', [
        network.name,
      ])
      const { rows } = await db.query<Record<keyof Row, string>>(
        `select period, deposited, claimed, overwritten, booked, claimed_weight as "claimedWeight",
           forfeited_weight as "forfeitedWeight" from pool_period where network = $1 and pool = $2 order by period`,
        [network.name, address],
      )
      return { head: heads.rows[0]!, rows: rows.map(restored) }
    },
    'read-only snapshot',
  )
  const at = { blockHash: head.hash }
  const wrong: Record<string, string> = {}
  const onChain = await Promise.all(
    rows.map(async ({ period }) => {
      const view = generation === 3 ? pool.functions.rewardPeriods : firstPool.functions.rewardPeriods
      const told = view.decodeResult(
        await call(node, { to: address, data: view.encode({ period: BigInt(period) }) }, at),
      )
      if ('totalWeight' in told) return { eth: told.ethRewards, weight: told.totalWeight as bigint }
      const weights = pool.functions.totalWeights
      const weight = weights.decodeResult(
        await call(node, { to: address, data: weights.encode({ period: BigInt(period) }) }, at),
      )
      return { eth: told.ethRewards, weight }
    }),
  )
  for (const [i, row] of rows.entries()) {
    const { eth, weight } = onChain[i]!
    if (potOf(row) === eth && totalWeightOf(row) === weight) continue
    wrong[`period ${row.period} of ${address}`] =
      `${potOf(row)} wei and weight ${totalWeightOf(row)} here, ${eth} and ${weight} there`
  }
  const owed = onChain.reduce((sum, { eth }) => sum + eth, 0n)
  const held = await coinBalance(node, address, at)
  if (held < owed) wrong[`ETH of ${address}`] = `${held} wei, its periods hold ${owed}`
  return {
    periods: rows.length + 1,
    about: `block ${head.number}: ${owed} wei in ${rows.length} periods, ${held} held`,
    wrong,
  }
}

function restored(row: Record<keyof Row, string>): Row {
  const { period, ...sums } = row
  const amounts = Object.fromEntries(Object.entries(sums).map(([name, sum]) => [name, BigInt(sum)]))
  return { period: Number(period), ...(amounts as Omit<Row, 'period'>) }
}
