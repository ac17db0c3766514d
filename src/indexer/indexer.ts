import { setImmediate as breath } from 'node:timers/promises'
import { Head } from '../model'
import type { Accounts } from './fold/accounts'
import { type Facts, foldBlock, quarantine } from './fold/fold'
import { HeldAccounts } from './fold/heldAccounts'
import { Ledger } from './fold/ledger'
import { loadParameters } from './fold/parameters'
import { Session } from './fold/session'
import { wantRows } from './fold/wantRows'
import type { Network } from './network'
import type { BlockHandler } from './source/source'
import type { BlockStore } from './squid/store'

/** Events folded before what has arrived from the sockets is let in, and out what waits for them: half a millisecond. */
const EVENTS_PER_BREATH = 100
/** Events whose rows are made ready for the server together: few enough that the rows are young when they go. */
const EVENTS_PER_PIECE = 200
/** Events folded between two writes: some milliseconds of folding, a megabyte of rows. */
const EVENTS_PER_WRITE = 2_000
/** Rows of a table worth a statement before the batch ends: it costs both sides as much as a hundred of them. */
const ROWS_PER_WRITE = 500

/** The handler of one network: load what the batch will touch, fold, write once. Safe to run again. */
export function indexNetwork(network: Network): BlockHandler {
  const held = new HeldAccounts(network)
  return async (blocks, store, folded) => {
    const last = blocks[blocks.length - 1]?.block
    if (!last) return
    const accounts = await held.take(store)
    const session = new Session()
    for (const { block, undecodable } of blocks)
      for (const each of undecodable) quarantine(session, network.name, block, each)
    if (blocks.some(({ events }) => events.length > 0))
      await fold(blocks, network, session, store, { accounts, folded })
    await session.write(store)
    await store.upsert(Head, [new Head({ id: network.name, number: last.number, hash: last.hash, time: last.time })])
    held.leave(accounts, last.hash)
  }
}

/** Loads what decoded blocks will touch, and folds them into the session: live indexing and replay alike. */
export async function fold(
  facts: readonly Facts[],
  network: Network,
  session: Session,
  store: BlockStore,
  { accounts, folded }: { readonly accounts?: Accounts; readonly folded?: () => void } = {},
): Promise<void> {
  const ledger = await Ledger.load(store, session, network, accounts)
  wantRows(facts, network, session, ledger)
  await loadParameters(store, session, network.name)
  await ledger.accounts.load(store)
  await session.load(store, network.name)
  await overlapped(
    facts,
    (each) => foldBlock(each, network, session, ledger),
    () => session.prepare(store),
    () => session.writeAppended(store, ROWS_PER_WRITE),
    folded,
  )
  await ledger.accounts.write(store)
}

/** Folds the blocks while the rows of those before them are being written. */
async function overlapped(
  facts: readonly Facts[],
  fold: (each: Facts) => Iterable<number>,
  prepare: () => void,
  write: () => Promise<void>,
  folded?: () => void,
) {
  let writing: Promise<void> | undefined
  let waiting = 0
  let prepared = 0
  let breathed = 0
  try {
    for (const each of facts)
      for (const events of fold(each)) {
        waiting += events
        breathed += events
        if (waiting - prepared >= EVENTS_PER_PIECE) {
          prepare()
          prepared = waiting
        }
        if (!writing && waiting >= EVENTS_PER_WRITE) {
          waiting = 0
          prepared = 0
          writing = write().then(() => {
            writing = undefined
          })
          // Thrown below, where it is waited for: until then it is not unhandled.
          writing.catch(() => undefined)
        }
        if (breathed < EVENTS_PER_BREATH) continue
        breathed = 0
        await breath()
      }
    folded?.()
  } finally {
    await writing
  }
}
