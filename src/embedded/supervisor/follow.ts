import { headNumber } from '../../chain/blocks'
import { type NodeOptions, openNode } from '../../chain/node'
import { openClient } from '../../postgres/client'

/** Often enough for a bar to move, seldom enough not to be felt by two cores that index. */
const POLL_MS = 1_000
const NODE: NodeOptions = { timeoutMs: 5_000, retries: 0 }

type IndexProgress = { readonly network: string; readonly number: number }

/**
 * Reports each network's last indexed block beside the chain's head, until `onProgress` returns `done`. A store or node
 * that does not answer is asked again.
 */
export async function followIndexing(
  dbUrl: string,
  rpcHttp: string,
  onProgress: (heads: readonly IndexProgress[], chainHead: number) => 'done' | 'go on',
  signal: AbortSignal,
): Promise<void> {
  const node = openNode(rpcHttp, NODE)
  while (!signal.aborted) {
    const heads = await readHeads(dbUrl).catch(() => undefined)
    const chainHead = await headNumber(node).catch(() => undefined)
    if (heads && chainHead !== undefined && onProgress(heads, chainHead) === 'done') return
    await new Promise((resolve) => setTimeout(resolve, POLL_MS))
  }
}

async function readHeads(dbUrl: string): Promise<IndexProgress[]> {
  const client = await openClient(dbUrl, 'assay up')
  try {
    const { rows } = await client.query<{ id: string; number: string }>('select id, number from head order by id')
    return rows.map(({ id, number }) => ({ network: id, number: Number(number) }))
  } finally {
    await client.end().catch(() => {})
  }
}
