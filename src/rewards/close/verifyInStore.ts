import { loadKeccak } from '../../keccak'
import type { Queryable } from '../../postgres/queryable'
import { loadHead, storedShares } from './stored'
import { StoredCheck } from './verifyStored'

/** Checks a report as `verifyStored` does, reading its shares as they are checked. @throws as it, and as `loadReport` */
export async function verifyInStore(db: Queryable, id: string): Promise<void> {
  const check = new StoredCheck(await loadKeccak(), await loadHead(db, id))
  for await (const page of storedShares(db, id)) for (const share of page) check.add(share)
  check.end()
}
