import type { Request } from '../../chain/post'
import type { Address, Hash } from '../../economics/units'
import { AssayError } from '../../errors'
import type { Journal, JournalledBlock, MinedLine } from './journal'
import { mineAt, readBlock, readForeign, sendInOrder } from './node'
import type { RpcClient } from './rpc'
import { type Foreign, type Order, type Sent, sendParameter } from './transaction'

/**
 * Brings the node to the journal's head, whatever it remembers: nothing (fresh), an older state, or a block more than
 * was written down. Every replayed block must have the hash it had. Returns the number of blocks replayed.
 *
 * An announced block of which nothing is known was being mined at the moment of the stop. It is mined again with its
 * own transactions; foreign ones that were in it are then gone, which indexers see as a reorg of the head block.
 * @throws AssayError E-CHAIN-GENESIS, E-CHAIN-MISMATCH, E-CHAIN-AHEAD
 */
export async function recover(
  rpc: RpcClient,
  journal: Journal,
  onBlock: (done: number, total: number) => void,
): Promise<number> {
  await checkGenesis(rpc, journal)
  const head = await readBlock(rpc, 'latest')
  const mined = journal.blocks.findLastIndex((block) => block.mined !== undefined) + 1
  if (head.number > 0) {
    const at = Math.min(head.number, mined)
    if (at > 0) expectHash(at, (await readBlock(rpc, at)).hash, journal.blocks[at - 1]!.mined!.hash)
  }
  await clearPool(rpc, journal.blocks.slice(head.number))
  for (let number = mined + 1; number <= head.number; number++) await writeDown(rpc, journal, number)
  for (let at = head.number; at < journal.blocks.length; at++) {
    await replay(rpc, journal, at)
    onBlock(at + 1 - head.number, journal.blocks.length - head.number)
  }
  return Math.max(0, journal.blocks.length - head.number)
}

async function checkGenesis(rpc: RpcClient, journal: Journal): Promise<void> {
  const genesis = await readBlock(rpc, 0)
  if (genesis.hash === journal.chain.genesis) return
  throw new AssayError('E-CHAIN-GENESIS', 'the devnet node was created with another genesis than its journal', {
    next: 'Use the same data folder with the same settings, or `assay up --fresh` to start a new devnet.',
    details: { node: genesis, journal: journal.chain },
  })
}

function expectHash(number: number, actual: Hash, expected: Hash): void {
  if (actual === expected) return
  throw new AssayError('E-CHAIN-MISMATCH', `devnet block ${number} is not the one in the chain's journal`, {
    next: 'Something beside the scenario changed the chain; `assay up --fresh` starts a new devnet from the seed.',
    details: { number, actual, expected },
  })
}

/** Own transactions sent but not mined before a stop would be mined out of turn. */
async function clearPool(rpc: RpcClient, open: readonly JournalledBlock[]): Promise<void> {
  const senders = new Set<Address>(open.flatMap((block) => block.sent.map(([from]) => from)))
  const pool = await rpc.call<{ pending: Record<string, unknown>; queued: Record<string, unknown> }>('txpool_content')
  const waiting = new Set([...Object.keys(pool.pending), ...Object.keys(pool.queued)].map((from) => from.toLowerCase()))
  await rpc.batch(
    [...senders]
      .filter((from) => waiting.has(from))
      .map((from) => ({ method: 'anvil_removePoolTransactions', params: [from] })),
  )
}

/** The node outlived the scenario and has a block whose outcome was not written down. */
async function writeDown(rpc: RpcClient, journal: Journal, number: number): Promise<void> {
  const intent = journal.blocks[number - 1]
  if (intent === undefined)
    throw new AssayError('E-CHAIN-AHEAD', `the devnet node has block ${number}, which its journal never announced`, {
      next: 'Something beside the scenario mined it; `assay up --fresh` starts a new devnet from the seed.',
      details: { number, journal: journal.blocks.length },
    })
  const block = await readBlock(rpc, number)
  const foreign = await readForeign(rpc, block.transactions)
  const order = foreign.map((each) => indexIn(intent.sent, each) ?? each)
  const mined: MinedLine = { kind: 'mined', number, hash: block.hash, ...(!isWhole(order, intent.sent) && { order }) }
  journal.append([mined])
  journal.blocks[number - 1] = { ...intent, mined }
}

function indexIn(sent: readonly Sent[], foreign: Foreign): number | undefined {
  const [sender, spent] = 'raw' in foreign ? [foreign.from, foreign.nonce] : [foreign.sent[0], foreign.sent[2]]
  const at = sent.findIndex(([from, , nonce]) => from === sender && nonce === spent)
  return at === -1 ? undefined : at
}

/** Whether a block holds exactly its intent, in order. */
export function isWhole(order: Order, sent: readonly Sent[]): boolean {
  return order.length === sent.length && order.every((each, at) => each === at)
}

async function replay(rpc: RpcClient, journal: Journal, at: number): Promise<void> {
  const block = journal.blocks[at]!
  const order: Order = block.mined?.order ?? block.sent.map((_, index) => index)
  // A refused transaction shows in the hash below.
  await sendInOrder(
    rpc,
    order.map((each) => sendAgain(typeof each === 'number' ? { sent: block.sent[each]! } : each)),
  )
  await mineAt(rpc, block.time)
  const { hash, number } = await readBlock(rpc, 'latest')
  if (number !== block.number) expectHash(block.number, hash, journal.blocks[number - 1]?.mined?.hash ?? hash)
  if (block.mined === undefined) await writeDown(rpc, journal, number)
  else expectHash(number, hash, block.mined.hash)
}

function sendAgain(foreign: Foreign): Request {
  return 'raw' in foreign
    ? { method: 'eth_sendRawTransaction', params: [foreign.raw] }
    : { method: 'eth_sendTransaction', params: [sendParameter(foreign.sent)] }
}
