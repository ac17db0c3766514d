import { headNumber } from '../../chain/blocks'
import type { Node } from '../../chain/node'
import { openClient } from '../../postgres/client'

export interface IndexProgress {
  readonly network: string
  /** the last block that is indexed */
  readonly indexed: number
  readonly head: number
}

/** How far each network is. Where its store or node does not answer it is left out, and asked again by whoever follows. */
export async function indexProgress(dbUrl: string, nodes: ReadonlyMap<string, Node>): Promise<IndexProgress[]> {
  const heads = await readHeads(dbUrl).catch(() => new Map<string, number>())
  const progress = [...nodes].map(async ([network, node]): Promise<IndexProgress[]> => {
    const indexed = heads.get(network)
    const head = indexed === undefined ? undefined : await headNumber(node).catch(() => undefined)
    return indexed === undefined || head === undefined ? [] : [{ network, indexed, head }]
  })
  return (await Promise.all(progress)).flat()
}

async function readHeads(dbUrl: string): Promise<Map<string, number>> {
  const client = await openClient(dbUrl, 'assay up')
  try {
    const { rows } = await client.query<{ id: string; number: string }>('select id, number from head')
    return new Map(rows.map(({ id, number }) => [id, Number(number)]))
  } finally {
    await client.end().catch(() => {})
  }
}
