import { blocksOf } from '../../chain/blocks'
import type { AuditCheck } from '../check'
import { inPieces } from '../inPieces'
import { SHOWN } from '../rules'
import { sampled } from '../sampled'

export const hashes: AuditCheck = {
  id: 'hashes',
  title: 'blocks of long ago have the hash and time that the node tells today',
  why: 'A ledger of another chain than the node’s would be believed for as long as its newest block is right.',
  async run(context) {
    const { db, node, network, block } = context
    const { rows } = await db.query<{ number: number; hash: string; time: number }>(
      `select number, hash, time from block where network = $1 and number <= $2 ${sampled(context, 'id')}`,
      [network.name, block.number],
    )
    const blocks = blocksOf(node)
    const evidence: Record<string, string> = {}
    let different = 0
    const headers = inPieces(context, 'blocks', rows, ({ number }) => blocks.header(number))
    for await (const [{ number, hash, time }, there] of headers) {
      if (there.hash === hash && there.time === time) continue
      different++
      if (different <= SHOWN)
        evidence[`block ${number}`] = `${hash} at ${time} here, ${there.hash} at ${there.time} there`
    }
    return {
      ok: different === 0,
      expected: `${rows.length}`,
      actual: `${rows.length - different}`,
      evidence: { blocks: `${rows.length}`, ...evidence },
    }
  },
}
