import { REVENUE } from '../../economics/rewards/settlement'
import type { BaseUnits } from '../../economics/units'
import { AssayError } from '../../errors'
import type { Queryable } from '../../postgres/queryable'
import { loadReport } from '../close/stored'
import { storedCorrections } from './stored'

/**
 * The newest report that supersedes a published one, and what it gives each account: the published share, otherwise where
 * the correction says so. By account, ascending. @throws AssayError E-CORRECT where there is none
 */
export async function correctedReport(db: Queryable, id: string) {
  const { network, program: name, shareRows } = await loadReport(db, id)
  const newest = (await storedCorrections(db, { network, name, id })).at(-1)
  if (newest === undefined)
    throw new AssayError('E-CORRECT', `${id} was never corrected`, {
      next: 'Compare it with what the stores give today: leave --corrected out.',
    })
  const shares = new Map<string, BaseUnits>(shareRows.map(({ account, amount }) => [account, amount]))
  for (const { account, published, correct } of newest.amounts)
    if (account !== REVENUE) shares.set(account, (shares.get(account) ?? 0n) + correct - published)
  const sorted = [...shares].sort(([a], [b]) => (a < b ? -1 : 1))
  return { body: newest.body, shares: sorted.map(([account, amount]) => ({ account, amount })) }
}
