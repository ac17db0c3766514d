import * as erc20 from '../../abi/erc20'
import { call } from '../../chain/calls'
import { explain } from '../../economics/drift'
import type { Address } from '../../economics/units'
import type { AuditCheck, AuditContext } from '../check'
import { inPieces } from '../inPieces'
import { balancesAfter, sentBy } from '../moved'
import { SHOWN } from '../rules'
import { sampled } from '../sampled'

/** Accounts that no profile names. Those who hold most are always asked about: an invented million is among them. */
export const holders: AuditCheck = {
  id: 'holders',
  title: 'holders have the balance that the token says, but for the fee of what they sent',
  why: 'Tokens invented for an account would be served as its own.',
  async run(context) {
    const { db, network, block } = context
    const { compared: named } = await context.examined()
    const accounts = await asked(context)
    const ledger = await balancesAfter(db, network, accounts, block.number)
    const chain = await onChain(context, accounts)
    const rows = accounts.map((account) => ({
      ...{ class: 'holders', account, ledger: ledger.get(account)!, chain: chain.get(account)! },
    }))
    const richer = rows.filter((row) => row.ledger > row.chain).map(({ account }) => account)
    const sent = await sentBy(db, network, richer, block.number)
    // The token itself says how much fees in silence were in all.
    const own = named.filter(({ account }) => account === network.token)
    const unexplained = explain([...rows, ...own], network.profile.token, sent).filter(
      ({ cause, account }) => cause === 'unexplained' && account !== network.token,
    )
    return {
      ok: unexplained.length === 0,
      expected: `${accounts.length}`,
      actual: `${accounts.length - unexplained.length}`,
      evidence: {
        accounts: `${accounts.length}`,
        taxed: `${richer.length}`,
        ...Object.fromEntries(
          unexplained.slice(0, SHOWN).map((row) => [row.account, `${row.ledger} here, ${row.chain} there`]),
        ),
      },
    }
  },
}

async function asked(context: AuditContext): Promise<Address[]> {
  const { db, network, sample } = context
  const all = `select account, amount, id from balance where network = $1 and asset = $2 and class = 'holders'`
  const most = Number.isFinite(sample) ? `order by amount desc limit ${sample}` : ''
  const { rows } = await db.query<{ account: Address }>(
    `select account from (${all} ${most}) richest union select account from (${all} ${sampled(context, 'id')}) drawn`,
    [network.name, network.token],
  )
  return rows.map(({ account }) => account)
}

async function onChain(context: AuditContext, accounts: readonly Address[]): Promise<Map<Address, bigint>> {
  const { node, network, block } = context
  const ask = (account: Address) =>
    call(node, { to: network.token, data: erc20.functions.balanceOf.encode({ account }) }, { blockHash: block.hash })
  const balances = new Map<Address, bigint>()
  for await (const [account, told] of inPieces(context, 'accounts', accounts, ask)) balances.set(account, BigInt(told))
  return balances
}
