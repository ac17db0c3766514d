import { minedOf } from '../../chain/mined'
import type { Address, BaseUnits, Hash } from '../../economics/units'
import { AssayError } from '../../errors'
import type { Queryable } from '../../postgres/queryable'
import type { Distribution } from '../distribution'
import type { PublishChain } from './chain'
import { type Funding, spendable } from './fund'

/**
 * Requires funds for a distribution beside payments in flight, which balances at the head still include. The caller is
 * alone with the key. Where nothing is in flight, the contract itself checks the balance.
 * @throws AssayError E-BALANCE
 */
export async function requireFunds(
  { chain, payers }: Pick<Funding, 'chain' | 'payers'>,
  db: Queryable,
  { asset, id, network, report }: Distribution,
): Promise<void> {
  const pending = await inFlight(chain, db, { network, asset, except: id })
  if (pending === 0n) return
  const left = (await spendable(chain, { asset, payers })) - pending
  if (left >= report!.distributed) return
  throw new AssayError('E-BALANCE', `${id} pays ${report!.distributed}, and ${left} is left beside what was sent`, {
    next: 'It is published once what was sent is in a block and the payer holds enough.',
    retryable: true,
  })
}

interface Asset {
  readonly network: string
  readonly asset: Address | 'eth'
  /** a distribution that does not count */
  readonly except?: string
}

/** Sum of an asset's distributions, and deposits, whose signed transactions are in no block yet, base units. */
export async function inFlight(
  chain: Pick<PublishChain, 'mined'>,
  db: Queryable,
  { network, asset, except }: Asset,
): Promise<BaseUnits> {
  const { rows } = await db.query<{ amount: string; txs: Hash[] }>(
    `select r.distributed as amount, array_agg(m.tx_hash) as txs
     from distribution d join report r on r.distribution_id = d.id
     join pay_marker m on m.distribution_id = d.id and m.dead_because is null
     where d.network = $1 and d.asset = $2 and d.state = 'approved' and d.id is distinct from $3
     group by d.id, r.distributed
     union all
     select amount, array_agg(tx_hash) from deposit_marker
     where network = $1 and $2 = 'eth' and dead_because is null
     group by network, pool, period, number, amount having bool_and(mined_block is null)`,
    [network, asset, except ?? null],
  )
  let sum = 0n
  for (const { amount, txs } of rows) if ((await minedOf(chain, txs)) === null) sum += BigInt(amount)
  return sum
}
