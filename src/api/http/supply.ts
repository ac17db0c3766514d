import type { ServerResponse } from 'node:http'
import { AssayError } from '../../errors'
import { heldBlock } from '../../ledger/doubts'
import { readSupply, type Supply } from '../../ledger/supply'
import { withSnapshot } from '../../postgres/snapshot'
import type { Services } from '../context'
import { parseInteger, parseTime } from '../scalars'
import { sendJson, sendText } from './respond'

/** Figures that listing sites ask for as one plain number. */
const plain = ['total', 'circulating', 'burned', 'staked'] as const

/**
 * `/supply/:network` as JSON in base units; `/supply/:network/:figure` as plain text in whole tokens.
 * Both take ?block= or ?at=, and ?last=true for the last figures that held where these are known to be wrong, as JSON with
 * their block in `block`. A plain figure that is known to be wrong is not served, nor is any before the first comparison of
 * its network with the chain. `x-assay-block` names the block of both.
 * @throws AssayError E-UNTRUSTED, E-NOT-COMPARED
 */
export async function serveSupply(
  services: Services,
  response: ServerResponse,
  [network, figure]: readonly string[],
  query: URLSearchParams,
): Promise<void> {
  const name = plain.find((each) => each === figure)
  if (network === undefined || (figure !== undefined && name === undefined)) {
    throw new AssayError('E-NOT-FOUND', `no such figure; there are ${plain.join(', ')}`)
  }
  const profile = services.profiles.get(network)
  const [block, at] = [query.get('block'), query.get('at')]
  const asOf = {
    block: block === null ? null : parsed('block', () => parseInteger(block)),
    at: at === null ? null : parsed('at', () => parseTime(at)),
  }
  const supply = await withSnapshot(services.pool, async (snapshot) => {
    const asked = await readSupply(services, snapshot, profile, asOf)
    const wantsLast = query.get('last') === 'true'
    if (asked.trusted || (name === undefined && !wantsLast)) return asked
    if (asked.pending)
      throw new AssayError('E-NOT-COMPARED', `${profile.name}: ${asked.doubts[0]}`, {
        next: 'Plain figures are served from the first comparison with the chain on; GraphQL has them meanwhile.',
        retryable: true,
      })
    const held = wantsLast ? await heldBlock(snapshot, profile.name) : null
    const last =
      held === null ? asked : await readSupply(services, snapshot, profile, { block: BigInt(held), at: null })
    if (last.trusted) return last
    throw new AssayError('E-UNTRUSTED', `${profile.name}: ${last.doubts[0]}`, {
      next: 'Ask with ?last=true for the last figure that held, or GraphQL for all there is.',
    })
  })
  // a figure of a final block never changes, one at the head does with the next block
  response.setHeader('cache-control', supply.block.final && block !== null ? 'public, max-age=3600' : 'no-cache')
  response.setHeader('x-assay-block', supply.block.number)
  if (name === undefined) return sendJson(response, 200, body(supply))
  sendText(response, 200, wholeTokens(supply[name], profile.token.decimals))
}

function body(supply: Supply) {
  const { token, ...rest } = supply
  const { address, symbol, decimals } = token
  const iso = <B extends { timestamp: number }>(ref: B) => ({
    ...ref,
    timestamp: new Date(ref.timestamp * 1000).toISOString(),
  })
  return {
    ...rest,
    token: { address, symbol, decimals },
    block: iso(supply.block),
    indexedBlock: iso(supply.indexedBlock),
  }
}

function parsed<T>(field: string, parse: () => T): T {
  try {
    return parse()
  } catch (error) {
    throw new AssayError('E-BAD-INPUT', (error as Error).message, { details: { field } })
  }
}

/** Exact: every digit after the point that is not a trailing zero. */
export function wholeTokens(amount: bigint, decimals: number): string {
  const digits = (amount < 0n ? -amount : amount).toString().padStart(decimals + 1, '0')
  const whole = digits.slice(0, digits.length - decimals)
  const fraction = digits.slice(digits.length - decimals).replace(/0+$/, '')
  return `${amount < 0n ? '-' : ''}${whole}${fraction && `.${fraction}`}`
}
