import { lesser } from '../../economics/money'
import type { BaseUnits } from '../../economics/units'
import type { Queryable } from '../../postgres/queryable'
import type { Program } from '../programs'
import type { PublishChain } from './chain'
import { spendable } from './fund'

/**
 * Funds of a program that are not owed yet. Owed are the approved, unpublished distributions of every program of the
 * network in this asset, since one key pays them all from its own balance first; those of other programs count up to what
 * they could draw from accounts of this one.
 * @param except a distribution of this program that is not counted as owed
 * @returns below 0 when more is approved than there is
 */
export async function available(
  db: Queryable,
  chain: PublishChain,
  program: Program,
  except?: string,
): Promise<BaseUnits> {
  const { asset, payers, beside, name } = program
  const approved = await approvedByProgram(db, program, except)
  const others = beside.filter((other) => (approved.get(other.name) ?? 0n) > 0n)
  const owedToOthers = others.reduce((sum, other) => sum + approved.get(other.name)!, 0n)
  const shared = payers.filter((payer) => others.some((other) => other.payers.includes(payer)))
  const [reachable, drawable] = await Promise.all([
    spendable(chain, { asset, payers }),
    owedToOthers === 0n ? 0n : spendable(chain, { asset, payers: shared }),
  ])
  return reachable - (approved.get(name) ?? 0n) - lesser(owedToOthers, drawable)
}

async function approvedByProgram(
  db: Queryable,
  { network, asset }: Program,
  except?: string,
): Promise<ReadonlyMap<string, BaseUnits>> {
  const { rows } = await db.query<{ program: string; total: string }>(
    `select d.program, sum(r.distributed) as total from distribution d join report r on r.distribution_id = d.id
     where d.network = $1 and d.asset = $2 and d.state = 'approved' and d.id is distinct from $3 group by d.program`,
    [network, asset, except ?? null],
  )
  return new Map(rows.map((row) => [row.program, BigInt(row.total)]))
}
