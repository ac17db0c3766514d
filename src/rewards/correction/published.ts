import type { Amounts } from '../../economics/rewards/corrected'
import { REVENUE } from '../../economics/rewards/settlement'
import type { Queryable } from '../../postgres/queryable'
import { readPots, storedShares } from '../close/stored'
import { partsOf } from '../close/verifyPots'

/** What a stored report pays every account of each of its pots, and what each pot received. */
export async function publishedAmounts(db: Queryable, id: string): Promise<Amounts> {
  const pots = await readPots(db, id)
  const amounts = new Map(pots.map(({ name, received }) => [name, new Map([[REVENUE, received]])]))
  // Whoever has only what earlier periods gave has no part in this one.
  for await (const page of storedShares(db, id))
    for (const { account, explanation } of page)
      for (const { name, amount } of explanation === null ? [] : partsOf(explanation, pots))
        amounts.get(name)?.set(account, BigInt(amount))
  return amounts
}
