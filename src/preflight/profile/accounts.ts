import type { Node } from '../../chain/node'
import { contractsOf, type Profile } from '../../config/profile'
import { ZERO_ADDRESS } from '../../economics/units'
import { usd as usdView } from '../../protocols/deepnode-router/mark'
import { orUnknown } from '../bounded'
import { codeAt, NOTHING, viewOf, wordsOf } from '../contract'
import { type Line, ok, refuse } from '../line'

/** Nobody sends from a burn sink: neither a contract, nor whoever has its key. 0x0 is nobody's, whatever code it has. */
export async function sinkLines({ token }: Profile, node: Node): Promise<Line[]> {
  const write = 'it under token.excludedFromCirculating instead, if its tokens only do not circulate'
  const lines = token.burnSinks.map(async (sink, at) => {
    const field = `token.burnSinks.${at}`
    if (sink === ZERO_ADDRESS) return ok(field, sink)
    const [code, sent] = await Promise.all([
      codeAt(node, sink),
      orUnknown(node.ask<string>('eth_getTransactionCount', [sink, 'latest'])),
    ])
    const wanted = 'an address that nobody can send from'
    if (code !== undefined && code !== NOTHING) return refuse(field, `a contract at ${sink}`, wanted, write)
    if (sent !== undefined && Number(sent) > 0)
      return refuse(field, `${sink}, which has sent ${Number(sent)} transactions`, wanted, write)
    return ok(field, sink)
  })
  return Promise.all(lines)
}

/** Revenue in another asset than the profile's is counted in units of the wrong one. */
export async function revenueLines(profile: Profile, node: Node): Promise<Line[]> {
  const { revenueAsset } = profile
  const field = 'revenueAsset'
  if (revenueAsset !== 'eth' && (await codeAt(node, revenueAsset)) === NOTHING)
    return [
      refuse(field, `no contract at ${revenueAsset}`, '`eth` or a token', '"revenueAsset": "eth", or its address'),
    ]
  const lines = contractsOf(profile, 'deepnode-router').map(async ({ address }) => {
    const answer = await viewOf(node, address, usdView)
    if (answer === undefined || wordsOf(answer) !== 1) return []
    const usd = `0x${answer.slice(26)}`
    if (usd === revenueAsset) return [ok(field, usd)]
    return [refuse(field, revenueAsset, `${usd}, the usd() of the router`, `"revenueAsset": "${usd}"`)]
  })
  return (await Promise.all(lines)).flat()
}
