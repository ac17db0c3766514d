import type { Client } from 'pg'
import { blocksOf } from '../chain/blocks'
import type { Node } from '../chain/node'
import { type Compared, type Explained, explain, POOL_SOLVENCY, type SupplyCause } from '../economics/drift'
import { holds, type Identity } from '../economics/identity'
import { type ClassBalance, supplyFigures } from '../economics/supply'
import { type Address, type BlockNumber, type Hash, type Seconds, ZERO_ADDRESS } from '../economics/units'
import { AssayError } from '../errors'
import type { Network } from '../indexer/network'
import { supplyRules } from '../ledger/supply'
import { readIndexCursor } from '../postgres/cursor'
import { type ChainSide, chainSide, SilentToken } from './chainSide'
import { identities, ownIdentities } from './identities'
import { type IndexedBlock, type LedgerSide, ledgerSide } from './ledgerSide'
import { sentBy } from './moved'
import { supplyCauseOf } from './supplyCause'

/** Ledger and chain side by side after one final block. */
export interface Examined {
  readonly block: { readonly number: BlockNumber; readonly hash: Hash; readonly time: Seconds }
  readonly classes: readonly ClassBalance[]
  readonly compared: readonly Explained[]
  readonly identities: readonly Identity[]
  /** why the chain's supply is another one, where that can be told */
  readonly supplyCause?: SupplyCause | undefined
  /** what the node said instead of its side: these are identities of the ledger alone */
  readonly oneSided?: unknown
}

/** A final block of the store, and up to where it may be examined: what the node calls final too. */
interface Examinable {
  readonly stored: IndexedBlock
  readonly number: BlockNumber
}

/** @returns null before the indexer has a final block */
export async function examinable(db: Client, node: Node, network: Network): Promise<Examinable | null> {
  const cursor = await readIndexCursor(db, network.name)
  if (cursor === null || cursor.height < 0) return null
  const stored = { number: cursor.height, hash: cursor.hash }
  // A node that refuses the tag and one that is away look alike here; the latter fails the next request.
  const finalized = await blocksOf(node)
    .finalized()
    .catch(() => null)
  return { stored, number: Math.min(stored.number, finalized ?? stored.number) }
}

/**
 * Reads what the ledger says after a block and asks the node the same at that block's hash. Writes nothing.
 * @param how `thoroughly`: what a tax explains is also held against what was sent, for which every movement is read
 * @throws AssayError E-RPC (retryable); E-CHAIN-OTHER when the node has another chain than was indexed
 */
export async function examine(
  db: Client,
  node: Node,
  network: Network,
  { stored, number }: Examinable,
  how: 'quickly' | 'thoroughly' = 'quickly',
): Promise<Examined> {
  const accounts = accountsOf(network)
  const ledger = await ledgerSide(db, network, accounts, number)
  const { hash, time } = await sameChain(node, network, number, [stored, ledger.indexed])
  const block = { number, hash, time }
  const { classes } = ledger
  try {
    const chain = await chainSide(node, network, accounts, hash)
    const rows = compare(network, ledger, chain)
    const richer = rows.filter((row) => row.ledger > row.chain).map(({ account }) => account as Address)
    const sent = how === 'thoroughly' ? await sentBy(db, network, richer, number) : undefined
    const compared = explain(rows, network.profile.token, sent)
    const found = identities({ network, ledger, chain, compared, at: time })
    const total = found.find(({ name }) => name === 'total')!
    const supplyCause = holds(total)
      ? undefined
      : isBurnRule(total, ledger)
        ? 'burn rule'
        : await supplyCauseOf(db, node, network)
    return { block, classes, compared, identities: found, supplyCause }
  } catch (error) {
    if (error instanceof SilentToken) {
      const { total: left } = supplyFigures(classes, supplyRules(network.profile), time)
      const total = { name: 'total', left, right: 0n, explained: 0n }
      return {
        block,
        classes,
        compared: explain(
          [{ class: 'issuance', account: ZERO_ADDRESS, ledger: left, chain: 0n }],
          network.profile.token,
        ),
        identities: [...ownIdentities(network, ledger), total],
        supplyCause: holds(total) ? undefined : 'no answer',
      }
    }
    // A node that keeps no state still has the blocks, and a ledger that lacks some of them contradicts itself.
    return { block, classes, compared: [], identities: ownIdentities(network, ledger), oneSided: error }
  }
}

/** Whether the supply would be right if a Transfer to 0x0 did to it what the profile denies. */
function isBurnRule({ left, right }: Identity, { burnedAtZero }: LedgerSide): boolean {
  return burnedAtZero > 0n && (left - right === burnedAtZero || right - left === burnedAtZero)
}

/** Every account that has a class of its own or a figure of its own: contracts, named, sinks, excluded, the token. */
function accountsOf({ book: { rules }, profile, token }: Network): Address[] {
  const named = [...rules.classOf.keys(), ...rules.burnSinks, ...rules.excluded, token]
  // Where a transfer to 0x0 lowers totalSupply(), 0x0 holds nothing: the burn shows in totalSupply().
  if (profile.token.burnReducesTotal) return [...new Set(named)].filter((account) => account !== ZERO_ADDRESS)
  return [...new Set([...named, ZERO_ADDRESS])]
}

function compare(network: Network, ledger: LedgerSide, chain: ChainSide): Compared[] {
  const issued = -(ledger.classes.find((row) => row.class === 'issuance' && row.cause === '')?.balance ?? 0n)
  const total = network.profile.token.burnReducesTotal ? issued - ledger.burnedAtZero : issued
  const compared: Compared[] = [{ class: 'issuance', account: ZERO_ADDRESS, ledger: total, chain: chain.totalSupply }]
  for (const [account, held] of chain.balances) {
    const booked = account === ZERO_ADDRESS ? ledger.burnedAtZero : ledger.balances.get(account)!
    compared.push({ class: network.book.receiver(account), account, ledger: booked, chain: held })
  }
  for (const [pool, owed] of chain.owed)
    compared.push({ class: POOL_SOLVENCY, account: pool, ledger: chain.balances.get(pool)!, chain: owed })
  return compared
}

/** The node's header of a block, once the node has every indexed block under the same hash. @throws AssayError E-CHAIN-OTHER */
export async function sameChain(
  node: Node,
  network: Network,
  number: BlockNumber,
  indexedBlocks: readonly (IndexedBlock | null)[],
) {
  const indexed = indexedBlocks.filter((block) => block !== null).filter((block) => block.number <= number)
  const blocks = blocksOf(node)
  const [chainId, header, ...onChain] = await Promise.all([
    blocks.chainId(),
    blocks.header(number),
    ...indexed.map((block) => blocks.header(block.number)),
  ])
  const other = indexed.find((block, i) => block.hash !== onChain[i]!.hash)
  if (other === undefined && chainId === network.profile.chainId) return header
  throw new AssayError('E-CHAIN-OTHER', `the node's chain is not the one that was indexed for ${network.name}`, {
    next: 'Find out which of the two is the chain; nothing was compared.',
    details: { chainId, block: other?.number },
  })
}
