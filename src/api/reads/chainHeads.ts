import { rpcFromEnv } from '../../config/env'
import type { Profile } from '../../config/profile'

/** A head is asked for at most this often per network, whoever asks. */
const FRESH_MS = 1_000
/** A node that takes longer is as good as away for a status page. */
const RPC_TIMEOUT_MS = 1_500

interface Asked {
  readonly at: number
  readonly height: Promise<number | null>
}

/** The nodes' newest blocks, for status only: no figure is computed from them. */
export class ChainHeads {
  private readonly asked = new Map<string, Asked>()

  constructor(private readonly variables: () => NodeJS.ProcessEnv) {}

  /** Height of the network's node; null when there is none or it does not answer in time. */
  height(profile: Profile): Promise<number | null> {
    const url = rpcFromEnv(profile.name, this.variables()).http ?? profile.rpcUrl
    if (!url?.startsWith('http')) return Promise.resolve(null)
    const known = this.asked.get(url)
    if (known && performance.now() - known.at < FRESH_MS) return known.height
    const height = blockNumber(url)
    this.asked.set(url, { at: performance.now(), height })
    return height
  }
}

async function blockNumber(url: string): Promise<number | null> {
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{"jsonrpc":"2.0","id":1,"method":"eth_blockNumber","params":[]}',
      signal: AbortSignal.timeout(RPC_TIMEOUT_MS),
    })
    const { result } = (await response.json()) as { result?: unknown }
    const height = typeof result === 'string' ? Number(result) : Number.NaN
    return Number.isSafeInteger(height) ? height : null
  } catch {
    // away is an answer, not a failure of ours
    return null
  }
}
