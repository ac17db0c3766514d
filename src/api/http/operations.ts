import type { ServerResponse } from 'node:http'
import { type NetworkStatus, readNetworkStatus } from '../../ledger/status'
import { withSnapshot } from '../../postgres/snapshot'
import type { Services } from '../context'
import { publicError } from '../errors'
import { RETRY_AFTER_SECONDS } from '../limits'
import { sendJson } from './respond'

export function readStatus(services: Services): Promise<NetworkStatus[]> {
  return withSnapshot(services.pool, (snapshot) =>
    Promise.all(services.profiles.all().map((profile) => readNetworkStatus(services, snapshot, profile))),
  )
}

/** `/health`: the process answers. Says nothing of its stores, so that a sick store does not restart a sound api. */
export function serveHealth(response: ServerResponse): void {
  sendJson(response, 200, { ok: true })
}

/** `/ready`: every network is indexed and not stale; 503 and the reason until then. */
export async function serveReady(services: Services, response: ServerResponse): Promise<void> {
  const reasons = await notReady(services)
  if (reasons.length > 0) response.setHeader('retry-after', RETRY_AFTER_SECONDS)
  sendJson(response, reasons.length === 0 ? 200 : 503, { ready: reasons.length === 0, reasons })
}

async function notReady(services: Services): Promise<string[]> {
  try {
    const networks = await readStatus(services)
    if (networks.length === 0) return ['no network has a profile yet']
    return networks.flatMap(({ name, indexing, stale, lagBlocks }) => {
      if (indexing) return [`${name}: no block is indexed yet`]
      return stale ? [`${name}: ${lagBlocks === null ? 'its node does not answer' : `${lagBlocks} blocks behind`}`] : []
    })
  } catch (error) {
    const shown = publicError(error)
    if (!shown) throw error
    return [`${shown.code}: ${shown.message}`]
  }
}

/** `/status`: the same as the query of that name, for scripts without GraphQL. */
export async function serveStatus(services: Services, response: ServerResponse): Promise<void> {
  const networks = await readStatus(services)
  sendJson(response, 200, {
    networks: networks.map(
      ({ name, chainId, head, finalized, indexed, lagBlocks, quarantined, findings, indexing, stale }) => ({
        name,
        chainId,
        head,
        finalized,
        indexed,
        lagBlocks,
        quarantined,
        findings,
        indexing,
        stale,
      }),
    ),
  })
}
