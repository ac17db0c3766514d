import * as erc20 from '../../abi/erc20'
import type { Node } from '../../chain/node'
import type { Profile } from '../../config/profile'
import type { BlockNumber } from '../../economics/units'
import { birthOf } from '../birth'
import { orUnknown } from '../bounded'
import { codeAt, hex, NOTHING } from '../contract'
import { type Line, note, ok, refuse } from '../line'

/** A profile that says nothing has it; a local chain is shorter than that for a while, and is followed all the same. */
const USUAL_FINALITY = 75

/** Whether the first block is on the chain, and before the first of the token's logs. */
export async function startLines(profile: Profile, node: Node, head: BlockNumber): Promise<Line[]> {
  const { startBlock, token } = profile
  const field = 'startBlock'
  const birth = () => birthOf(node, token.address, head)
  if (startBlock > head)
    return [refuse(field, `${startBlock}, above the head`, `at most ${head}`, `"startBlock": ${(await birth()).block}`)]
  if (startBlock === 0) return [ok(field, '0')]
  const before = await codeAt(node, token.address, startBlock - 1)
  if (before === undefined)
    return [
      note(field, `the node keeps no state of block ${startBlock - 1}: whether the token is older nobody can tell`),
    ]
  if (before === NOTHING) return [ok(field, `${startBlock}, not after the token's first block`)]
  if ((await supplyAt(node, profile, startBlock - 1)) === 0n)
    return [ok(field, `${startBlock}, before which the token had no supply`)]
  const { block, exact } = await birth()
  const wanted = `at most ${block}, the ${exact ? 'first block' : 'oldest known block'} of the token: all before is missed`
  return [refuse(field, `${startBlock}`, wanted, `"startBlock": ${exact ? block : 0}`)]
}

/** undefined where the node does not say, or no token is there. */
export async function supplyAt(node: Node, { token }: Profile, block: BlockNumber): Promise<bigint | undefined> {
  const data = erc20.functions.totalSupply.encode({})
  const answer = node.ask<string>('eth_call', [{ to: token.address, data }, hex(block)])
  const supply = await orUnknown(answer)
  return supply?.length === 66 ? BigInt(supply) : undefined
}

/** Whether anything is final. */
export function finalityLine({ finalityConfirmation: wanted }: Profile, head: BlockNumber): Line {
  const field = 'finalityConfirmation'
  if (wanted < head) return ok(field, `${wanted}`)
  if (wanted <= USUAL_FINALITY) return note(field, `${wanted}, and the chain has ${head} blocks: none is final yet`)
  return refuse(
    field,
    `${wanted}, and the chain has ${head} blocks`,
    `less than ${head}, or no block is ever final`,
    `"finalityConfirmation": ${Math.min(USUAL_FINALITY, Math.floor(head / 2))}`,
  )
}
