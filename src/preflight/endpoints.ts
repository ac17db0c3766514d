import { openNode } from '../chain/node'
import { hostOf } from '../chain/nodeError'
import type { Profile } from '../config/profile'
import { rpcPrefix } from '../config/settingKind'
import type { Asked } from './checkNode'

/** A provider answers within a second or two; whoever is slower is asked less. What fails is asked again by `bounded`. */
const NODE = { timeoutMs: 3_000, retries: 0 }

/** An endpoint that a profile names, or its environment. */
export interface Endpoint extends Asked {
  /** what names it: `rpc`, `rpc.1`, `RPC_MINE_CHECK` */
  readonly field: string
  readonly url: string
  /** all that may be shown of its address: a key is often part of the path */
  readonly host: string
  /** whether history and head are read there */
  readonly isRead: boolean
}

/** Those that are read, the preferred one first, then whoever tells heads or has a word on them. */
export function endpointsOf({ name, rpcUrls, pushUrl, checkRpcUrl }: Profile): Endpoint[] {
  const fields = new Map(rpcUrls.map((url, at) => [url, at === 0 ? 'rpc' : `rpc.${at}`]))
  const others = [
    [pushUrl, `${rpcPrefix(name)}_WS`],
    [checkRpcUrl, `${rpcPrefix(name)}_CHECK`],
  ] as const
  for (const [url, field] of others) if (url !== undefined && !fields.has(url)) fields.set(url, field)
  return [...fields].map(([url, field]) => ({
    ...{ field, url, host: hostOf(url), isRead: rpcUrls.includes(url) },
    ...askedAt(url),
  }))
}

export function askedAt(url: string): Asked {
  const node = openNode(url, NODE)
  if (url.startsWith('ws')) return { node }
  return { node, batched: (batchSize) => openNode(url, { ...NODE, batchSize }) }
}
