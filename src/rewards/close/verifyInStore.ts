import { loadKeccak } from '../../keccak'
import type { Queryable } from '../../postgres/queryable'
import { loadHead, type StoredHead, storedShares } from './stored'
import { StoredCheck } from './verifyStored'

/** Checks a report as `verifyStored` does, reading its shares as they are checked. @throws as it, and as `loadReport` */
export async function verifyInStore(db: Queryable, id: string): Promise<StoredHead> {
  const head = await loadHead(db, id)
  const check = new StoredCheck(await loadKeccak(), head)
  for await (const page of storedShares(db, id)) for (const share of page) check.add(share)
  check.end()
  return head
}
