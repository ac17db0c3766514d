import { Head } from '../model'
import { Latch } from '../process/latch'
import type { Accounts } from './fold/accounts'
import { type Facts, foldBlock, quarantine } from './fold/fold'
import { HeldAccounts } from './fold/heldAccounts'
import { Ledger } from './fold/ledger'
import { overlapped } from './fold/overlapped'
import { loadParameters } from './fold/parameters'
import { Session } from './fold/session'
import { wantRows } from './fold/wantRows'
import type { FoldedNetwork } from './network'
import type { BlockHandler } from './source/source'
import type { BlockStore } from './squid/store'

/**
 * The handler of one network: load what the batch will touch, fold, write once. Safe to run again.
 * @param readAhead opened once a batch is folded: reading and folding share a thread, which only waits for Postgres then
 */
export function indexNetwork(network: FoldedNetwork, readAhead = new Latch()): BlockHandler {
  const held = new HeldAccounts(network)
  return async (blocks, store) => {
    const last = blocks[blocks.length - 1]?.block
    if (!last) return
    const accounts = await held.take(store)
    const session = new Session()
    for (const { block, undecodable } of blocks)
      for (const each of undecodable) quarantine(session, network.name, block, each)
    if (blocks.some(({ events }) => events.length > 0))
      await fold(blocks, network, session, store, { accounts, readAhead })
    await session.write(store)
    await store.upsert(Head, [new Head({ id: network.name, number: last.number, hash: last.hash, time: last.time })])
    held.leave(accounts, last.hash)
  }
}

/** Loads what decoded blocks will touch, and folds them into the session: live indexing and replay alike. */
export async function fold(
  facts: readonly Facts[],
  network: FoldedNetwork,
  session: Session,
  store: BlockStore,
  { accounts, readAhead }: { readonly accounts?: Accounts; readonly readAhead?: Latch } = {},
): Promise<void> {
  const ledger = await Ledger.load(store, session, network, accounts)
  wantRows(facts, network, session, ledger)
  await loadParameters(store, session, network.name)
  await ledger.accounts.load(store)
  await session.load(store, network.name)
  await overlapped(facts, (each) => foldBlock(each, network, session, ledger), session, store, readAhead)
  await ledger.accounts.write(store)
}
