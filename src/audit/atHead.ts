import * as erc20 from '../abi/erc20'
import { call } from '../chain/calls'
import { type Compared, type Explained, explain } from '../economics/drift'
import { type Address, type BlockNumber, type Hash, ZERO_ADDRESS } from '../economics/units'
import { inTransaction } from '../postgres/transaction'
import { realPause } from '../process/backOff'
import { errorText } from '../process/redaction'
import type { AuditContext } from './check'
import { sentBy } from './moved'

/** A head moves on between store and node: what differs or is refused is looked at again, and a lie is there every time. */
const LOOKS = 5
const PAUSE_MS = 200

/** Balances of both sides at the indexed head, or why the node tells none there. */
interface AtHead {
  readonly block: BlockNumber
  readonly compared: readonly Explained[]
  readonly untold?: string
}

/**
 * Accounts that bear a figure of Supply at the indexed head: those of a profile, and whoever is in another class than
 * holders. A movement that was planted above the final block changes no balance there, and every figure that is served.
 */
export async function besideHead(context: AuditContext, named: readonly Address[]): Promise<AtHead> {
  for (let look = 1; ; look++) {
    const { head, accounts, ledger } = await ledgerAtHead(context, named)
    const last = look === LOOKS
    try {
      const compared = await besideChain(context, head, accounts, ledger)
      if (last || compared.every(({ cause }) => cause !== 'unexplained')) return { block: head.number, compared }
    } catch (error) {
      // A head that was replaced meanwhile is in the node no more; one that the node has not seen yet is soon.
      if (last) return { block: head.number, compared: [], untold: errorText(error) }
    }
    await realPause(PAUSE_MS)
  }
}

async function ledgerAtHead({ db, network }: AuditContext, named: readonly Address[]) {
  const read = async () => {
    const heads = await db.query<{ number: number; hash: Hash }>('select number, hash from head where id = $1', [
      network.name,
    ])
    const classed = await db.query<{ account: Address }>(
      `select account from balance where network = $1 and asset = $2 and class <> 'holders'`,
      [network.name, network.token],
    )
    const accounts = [...new Set([...named, ...classed.rows.map(({ account }) => account)])]
    // What 0x0 holds is no balance of the ledger: burns at it are compared at the final block.
    const asked = accounts.filter((account) => account !== ZERO_ADDRESS)
    const head = heads.rows[0]!
    const balances = await db.query<{ account: Address; amount: string }>(
      'select account, amount from balance where network = $1 and asset = $2 and account = any($3)',
      [network.name, network.token, asked],
    )
    const held = new Map(balances.rows.map(({ account, amount }) => [account, BigInt(amount)]))
    return { head, accounts: asked, ledger: new Map(asked.map((account) => [account, held.get(account) ?? 0n])) }
  }
  return inTransaction(db, read, 'read-only snapshot')
}

async function besideChain(
  { db, node, network }: AuditContext,
  { number, hash }: { number: BlockNumber; hash: Hash },
  accounts: readonly Address[],
  ledger: ReadonlyMap<Address, bigint>,
): Promise<Explained[]> {
  const held = (account: Address) =>
    call(node, { to: network.token, data: erc20.functions.balanceOf.encode({ account }) }, { blockHash: hash })
  const told = await Promise.all(accounts.map(held))
  const rows: Compared[] = accounts.map((account, i) => ({
    ...{ class: network.book.receiver(account), account, ledger: ledger.get(account)!, chain: BigInt(told[i]!) },
  }))
  const richer = rows.filter((row) => row.ledger > row.chain).map(({ account }) => account as Address)
  return explain(rows, network.profile.token, await sentBy(db, network, richer, number))
}
