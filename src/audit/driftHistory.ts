import * as erc20 from '../abi/erc20'
import { blocksOf } from '../chain/blocks'
import { call } from '../chain/calls'
import type { Address, BlockNumber, Hash, Seconds } from '../economics/units'
import { inTransaction } from '../postgres/transaction'
import type { AuditContext } from './check'
import { inPieces } from './inPieces'
import { balancesAfter } from './moved'
import { sampled } from './sampled'

/** Balances of accounts, as they were recorded beside those of the chain. */
interface Row {
  readonly account: Address
  readonly block: BlockNumber
  readonly hash: Hash
  readonly ledger: string
  readonly chain: string
}

/**
 * Both sides of some recorded differences again as of their blocks: the chain's where the node keeps such an old state, the
 * ledger's from what moved since. An unexplained one remembers a ledger that was mended since.
 */
export async function driftHistory(context: AuditContext): Promise<Map<string, string>> {
  const { db, node, network } = context
  const wrong = new Map<string, string>()
  const { rows } = await db.query<Row>(
    `select account, block, block_hash as hash, ledger::text as ledger, chain::text as chain from drift
      where network = $1 and class not in ('issuance', 'pool-solvency', 'burned') and cause <> 'unexplained'
      ${sampled(context, 'class || account || block')}`,
    [network.name],
  )
  const ledgerOf = ({ account, block }: Row) =>
    inTransaction(db, () => balancesAfter(db, network, [account], block), 'read-only snapshot')
  const ask = ({ account, hash }: Row) =>
    call(node, { to: network.token, data: erc20.functions.balanceOf.encode({ account }) }, { blockHash: hash }).then(
      (told) => `${BigInt(told)}`,
      () => undefined,
    )
  for await (const [row, there] of inPieces(context, 'recorded differences', rows, ask)) {
    const here = `${(await ledgerOf(row)).get(row.account)}`
    if (here === row.ledger && (there ?? row.chain) === row.chain) continue
    wrong.set(
      `drift of ${row.account} at block ${row.block}`,
      `${row.ledger} here and ${row.chain} there, again ${here} and ${there ?? 'untold'}`,
    )
  }
  return wrong
}

/** Blocks that records name, also those of which nothing else is kept. @param places a query for them; $1 is the network */
export async function recordedBlocks(context: AuditContext, places: string): Promise<Map<string, string>> {
  const { db, node, network, block } = context
  const blocks = blocksOf(node)
  const wrong = new Map<string, string>()
  const { rows } = await db.query<{ place: string; block: BlockNumber; hash: Hash; time: Seconds }>(
    `select place, block, block_hash as hash, block_time as time from (
       select distinct place, block, block_hash, block_time from (${places}) w where block <= $2) as recorded
      ${sampled(context, 'place || block || block_hash')}`,
    [network.name, block.number],
  )
  const headers = inPieces(context, 'recorded blocks', rows, (row) => blocks.header(row.block))
  for await (const [{ place, block: number, hash, time }, there] of headers)
    if (there.hash !== hash || there.time !== time)
      wrong.set(`${place} at block ${number}`, `${hash} at ${time}, the block has ${there.hash} at ${there.time}`)
  return wrong
}
