import * as erc20 from '../../abi/erc20'
import type { Node } from '../../chain/node'
import type { Profile } from '../../config/profile'
import { rpcPrefix } from '../../config/settingKind'
import type { BlockNumber } from '../../economics/units'
import { AssayError } from '../../errors'
import { errorText } from '../../process/redaction'
import { orUnknown } from '../bounded'
import { hex } from '../contract'
import { type Line, lower, note, ok } from '../line'
import type { SeenLog } from './blockLogs'

/** Widths of eth_getLogs that providers are known to cap at. */
const WIDTHS = [100_000, 10_000, 2_000, 500, 100, 10, 1] as const
/** Narrower than that, the history of a year is days of requests. */
const COMFORTABLE = 2_000
const TOTAL_SUPPLY = erc20.functions.totalSupply.encode({})

/** The widest range of blocks whose logs of the token the node gives at once. */
export async function rangeLine({ startBlock, token }: Profile, node: Node, head: BlockNumber): Promise<Line> {
  const field = 'node.range'
  let refusal = ''
  for (const width of WIDTHS) {
    const fromBlock = hex(Math.max(startBlock, head - width + 1))
    try {
      await node.ask('eth_getLogs', [{ address: token.address, fromBlock, toBlock: hex(head) }])
      const found = `${width} blocks in one request`
      if (width > COMFORTABLE) return ok(field, found)
      return lower(field, `${found}, no more`, { follows: 'history is slow; a provider with a wider range is faster' })
    } catch (error) {
      refusal = errorText(error)
    }
  }
  return lower(field, `not even 1 block: ${refusal}`, { follows: 'another provider or plan is needed' })
}

/** Whether the first block's logs are there: history cannot begin without them. @param logs of it, or what the node says */
export function historyLine({ name, startBlock }: Profile, logs: readonly SeenLog[] | AssayError): Line {
  const field = 'node.history'
  if (!(logs instanceof AssayError)) return ok(field, `logs of block ${startBlock} are there`)
  const found = `no logs of block ${startBlock}: ${logs.message}`
  if (logs.code !== 'E-STATE-PRUNED') return note(field, found)
  return lower(field, `${found} (pruned)`, { write: `the endpoint of an archive node into ${rpcPrefix(name)}_HTTP` })
}

/** The oldest block whose state is there: an audit goes no further back. */
export async function depthLine({ startBlock, token }: Profile, node: Node, head: BlockNumber): Promise<Line> {
  const field = 'node.archive'
  const first = Math.min(startBlock + 1, head)
  const state = (block: number) => node.ask('eth_call', [{ to: token.address, data: TOTAL_SUPPLY }, hex(block)])
  const why = await state(first).then(
    () => undefined,
    (error: unknown) => errorText(error),
  )
  if (why === undefined) return ok(field, `state at block ${first} is there`)
  let [without, oldest] = [first, head + 1]
  while (oldest - without > 1) {
    const middle = Math.floor((oldest + without) / 2)
    if ((await orUnknown(state(middle))) === undefined) without = middle
    else oldest = middle
  }
  const known = oldest > head ? 'none older than the head' : `the oldest is of block ${oldest}`
  return note(field, `no state at block ${first}: ${why}; ${known}`, 'an audit of older blocks needs an archive node')
}

export async function finalizedLine({ finalityConfirmation }: Profile, node: Node): Promise<Line> {
  const field = 'node.finality'
  const block = await orUnknown(node.ask<{ number: string } | null>('eth_getBlockByNumber', ['finalized', false]))
  if (block) return ok(field, `finalized is block ${Number(block.number)}`)
  return note(field, `no finalized block: ${finalityConfirmation} confirmations count as final`)
}
