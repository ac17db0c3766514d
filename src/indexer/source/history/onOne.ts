import { AssayError } from '../../../errors'
import type { HistoryRpc } from './rpc'

/** A reading of one endpoint cannot go on there: another one is asked by now. */
export class EndpointLeft extends AssayError {
  constructor(host: string) {
    super('E-ENDPOINT-LEFT', `${host} is not asked any more`, { retryable: true })
  }
}

/** Reads what belongs together from one endpoint; from the beginning where that one is left meanwhile. */
export async function onOne<T>(rpc: HistoryRpc, read: (one: HistoryRpc) => Promise<T>): Promise<T> {
  if (!rpc.pinned) return read(rpc)
  while (true)
    try {
      return await read(rpc.pinned())
    } catch (error) {
      if (!(error instanceof EndpointLeft)) throw error
    }
}
