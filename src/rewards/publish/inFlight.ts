import { minedOf } from '../../chain/mined'
import type { BaseUnits, Hash } from '../../economics/units'
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
  distribution: Distribution,
): Promise<void> {
  const { asset, id, report } = distribution
  const pending = await inFlight(chain, db, distribution)
  if (pending === 0n) return
  const left = (await spendable(chain, { asset, payers })) - pending
  if (left >= report!.distributed) return
  throw new AssayError('E-BALANCE', `${id} pays ${report!.distributed}, and ${left} is left beside what was sent`, {
    next: 'It is published once what was sent is in a block and the payer holds enough.',
    retryable: true,
  })
}

/** Sum of the asset's other distributions whose signed transactions are in no block yet, base units. */
async function inFlight(chain: PublishChain, db: Queryable, { id, network, asset }: Distribution): Promise<BaseUnits> {
  const { rows } = await db.query<{ distributed: string; txs: Hash[] }>(
    `select r.distributed, array_agg(m.tx_hash) as txs
     from distribution d join report r on r.distribution_id = d.id
     join pay_marker m on m.distribution_id = d.id and m.dead_because is null
     where d.network = $1 and d.asset = $2 and d.state = 'approved' and d.id <> $3
     group by d.id, r.distributed`,
    [network, asset, id],
  )
  let sum = 0n
  for (const { distributed, txs } of rows) if ((await minedOf(chain, txs)) === null) sum += BigInt(distributed)
  return sum
}
