import type { Client } from 'pg'
import { type Compared, POOL_SOLVENCY } from '../economics/drift'
import { type Address, type Hash, ZERO_ADDRESS } from '../economics/units'
import { AssayError } from '../errors'
import type { Network } from '../indexer/network'
import { type ChainSide, chainSide, finalizedHeight, headerOf } from './chain-side'
import { identities } from './identities'
import { finalBlock, type LedgerSide, ledgerSide } from './ledger-side'
import type { Node } from './node'
import { record } from './record'

/** First key of our advisory locks: `recn` in ASCII, so that they collide with nobody else's. */
const LOCK_SPACE = 0x7265636e

export interface Reconciled {
  readonly block: number
  readonly hash: Hash
  /** drifts that appeared, changed or closed at this block */
  readonly changed: number
  /** names of the identities of domain.md §5 that do not hold at this block */
  readonly failing: readonly string[]
}

/**
 * Puts what the chain says at the final block beside what the ledger says; the ledger is not touched.
 * @param db a connection of its own: the lock lives as long as it does
 * @returns null when there is no final block yet, none since the last time, or another worker is at it
 * @throws AssayError E-RPC (retryable); E-CHAIN-OTHER when the node has another chain than was indexed
 */
export async function reconcile(db: Client, node: Node, network: Network): Promise<Reconciled | null> {
  const lock = [LOCK_SPACE, network.name]
  const { rows } = await db.query('select pg_try_advisory_lock($1, hashtext($2)) as got', lock)
  if (!rows[0].got) return null
  try {
    return await alone(db, node, network)
  } finally {
    await db.query('select pg_advisory_unlock($1, hashtext($2))', lock).catch(() => undefined)
  }
}

async function alone(db: Client, node: Node, network: Network): Promise<Reconciled | null> {
  const stored = await finalBlock(db, network.name)
  if (stored === null) return null
  const finalized = await finalizedHeight(node)
  const number = Math.min(stored.number, finalized ?? stored.number)
  const { rows } = await db.query('select block from reconciliation where network = $1', [network.name])
  if (rows[0]?.block === number) return null

  const accounts = accountsOf(network)
  const ledger = await ledgerSide(db, network, accounts, number)
  const { hash, time } = await sameChain(node, network, number, [stored, ledger.indexed])
  const chain = await chainSide(node, network, accounts, hash)
  const compared = compare(network, ledger, chain)
  const told = identities({ network, ledger, chain, compared, at: time })
  return { block: number, hash, ...(await record(db, network, { number, hash, time }, compared, told)) }
}

/** Every account that has a class of its own or a figure of its own: contracts, named, sinks, excluded, the token. */
function accountsOf({ book: { rules }, profile, token }: Network): Address[] {
  const named = [...rules.classOf.keys(), ...rules.burnSinks, ...rules.excluded, token]
  // Where a transfer to 0x0 lowers totalSupply(), 0x0 holds nothing, and totalSupply() is what tells.
  if (profile.token.burnReducesTotal) return [...new Set(named)].filter((account) => account !== ZERO_ADDRESS)
  return [...new Set([...named, ZERO_ADDRESS])]
}

function compare(network: Network, ledger: LedgerSide, chain: ChainSide): Compared[] {
  const issued = -(ledger.classes.find((row) => row.class === 'issuance' && row.cause === '')?.balance ?? 0n)
  const total = network.profile.token.burnReducesTotal ? issued - ledger.burnedAtZero : issued
  const compared: Compared[] = [{ class: 'issuance', account: ZERO_ADDRESS, ledger: total, chain: chain.totalSupply }]
  for (const [account, held] of chain.balances) {
    const said = account === ZERO_ADDRESS ? ledger.burnedAtZero : ledger.balances.get(account)!
    compared.push({ class: network.book.receiver(account), account, ledger: said, chain: held })
  }
  for (const [pool, owed] of chain.owed)
    compared.push({ class: POOL_SOLVENCY, account: pool, ledger: chain.balances.get(pool)!, chain: owed })
  return compared
}

/** The node's header of the block, if every block we know the hash of is the node's too. */
async function sameChain(
  node: Node,
  network: Network,
  number: number,
  known: ({ number: number; hash: Hash } | null)[],
) {
  const ours = known.filter((block) => block !== null).filter((block) => block.number <= number)
  const [chainId, header, ...theirs] = await Promise.all([
    node.ask<string>('eth_chainId', []),
    headerOf(node, number),
    ...ours.map((block) => headerOf(node, block.number)),
  ])
  const other = ours.find((block, i) => block.hash !== theirs[i]!.hash)
  if (other === undefined && Number(chainId) === network.profile.chainId) return header
  throw new AssayError('E-CHAIN-OTHER', `the node's chain is not the one that was indexed for ${network.name}`, {
    next: 'Find out which of the two is the chain; nothing was compared.',
    details: { chainId: Number(chainId), block: other?.number },
  })
}
