import { blocksOf } from '../../chain/blocks'
import { openNode } from '../../chain/node'
import { hostOf } from '../../chain/nodeError'
import type { Profile } from '../../config/profile'
import { AssayError } from '../../errors'
import type { AuditCheck, AuditContext } from '../check'
import { inPieces } from '../inPieces'
import { AUDIT_NODE } from '../node'
import { SHOWN } from '../rules'
import { sampled } from '../sampled'

export const endpoints: AuditCheck = {
  id: 'endpoints',
  title: 'every endpoint that is named has the blocks that are stored',
  why: 'An endpoint that is alone may tell another chain from its first block to its last, headers, receipts and state alike.',
  unasked: ({ network }) => (urlsOf(network.profile).length > 1 ? undefined : 'the network names one endpoint'),
  async run(context) {
    const { network } = context
    const blocks = await someBlocks(context)
    const evidence: Record<string, string> = {}
    const away: Record<string, string> = {}
    let different = 0
    for (const url of urlsOf(network.profile)) {
      const host = hostOf(url)
      try {
        for (const each of await differing(context, url, blocks))
          if (++different <= SHOWN) evidence[`${host}, ${each.where}`] = each.why
      } catch (error) {
        if (!(error instanceof AssayError)) throw error
        // Whoever does not answer has no word on it, and tells no lie.
        away[host] = error.message
      }
    }
    return {
      ok: different === 0,
      expected: '0',
      actual: `${different}`,
      evidence: {
        blocks: `${blocks.length}`,
        endpoints: urlsOf(network.profile).map(hostOf).join(', '),
        ...away,
        ...evidence,
      },
    }
  },
}

/** Those that are read, the one that tells heads, and the one that has a word on them. */
function urlsOf({ rpcUrls, pushUrl, checkRpcUrl }: Profile): string[] {
  return [...new Set([...rpcUrls, pushUrl, checkRpcUrl].filter((url) => url !== undefined))]
}

interface StoredBlock {
  readonly number: number
  readonly hash: string
}

/** The audited block, whose hash vouches for those below it, and some with events. */
async function someBlocks(context: AuditContext): Promise<StoredBlock[]> {
  const { db, network, block } = context
  const { rows } = await db.query<StoredBlock>(
    `select number, hash from block where network = $1 and number < $2 ${sampled(context, 'id')}`,
    [network.name, block.number],
  )
  return [{ number: block.number, hash: block.hash }, ...rows]
}

async function differing(context: AuditContext, url: string, stored: readonly StoredBlock[]) {
  const { chainId } = context.network.profile
  const blocks = blocksOf(openNode(url, AUDIT_NODE))
  const there = await blocks.chainId()
  if (there !== chainId) return [{ where: 'chain', why: `it is of chain ${there}, the profile of ${chainId}` }]
  const found: { where: string; why: string }[] = []
  const headers = inPieces(context, `blocks of ${hostOf(url)}`, stored, ({ number }) => blocks.header(number))
  for await (const [{ number, hash }, header] of headers)
    if (header.hash !== hash) found.push({ where: `block ${number}`, why: `${header.hash} there, ${hash} here` })
  return found
}
