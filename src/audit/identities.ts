import { type Explained, POOL_SOLVENCY } from '../economics/drift'
import { classIdentity, type Identity } from '../economics/identity'
import { classes, supplyFigures } from '../economics/supply'
import { type Address, type BaseUnits, type Seconds, ZERO_ADDRESS } from '../economics/units'
import type { Network } from '../indexer/network'
import { supplyRules } from '../ledger/supply'
import type { ChainSide } from './chainSide'
import type { LedgerSide } from './ledgerSide'

/** Ledger and chain as of one block. */
interface Input {
  readonly network: Network
  readonly ledger: LedgerSide
  readonly chain: ChainSide
  readonly compared: readonly Explained[]
  readonly at: Seconds
}

/** The identities of domain.md §5, and of §3 where the projections restate a class. Those that do not apply are left out. */
export function identities(input: Input): Identity[] {
  const own = (name: string) =>
    input.ledger.classes.find((row) => row.class === name && row.cause === '')?.balance ?? 0n
  const { network, ledger } = input
  return [
    ...supplyIdentities(input, own),
    // The supply is confirmed or not by the chain itself: a holder in debt has a drift of his own, as by a fee in silence.
    ...ownIdentities(network, ledger).map((identity) => ({ ...identity, explained: identity.left })),
    ...classIdentities(input, own),
    ...projectionIdentities(input, own),
  ]
}

/** What is left where the node has no state to compare with. */
export function ownIdentities({ token, profile }: Network, { inDebt }: LedgerSide): Identity[] {
  // What a silent fee is credited with has no Transfer, and what it is spent with has (domain.md §2, trap 1).
  const debtors = inDebt.filter(({ account }) => !(profile.token.silentFees && account === token))
  return [{ name: 'in-debt', left: sum(debtors.map(({ amount }) => amount)), right: 0n, explained: 0n }]
}

type Own = (name: string) => BaseUnits

function supplyIdentities({ network, ledger, chain, compared, at }: Input, own: Own): Identity[] {
  const { rules } = network.book
  const figures = supplyFigures(ledger.classes, supplyRules(network.profile), at)
  const heldAtZero = chain.balances.get(ZERO_ADDRESS) ?? 0n
  const sinks = [...new Set(rules.burnSinks)].filter((sink) => sink !== ZERO_ADDRESS)
  const heldBy = (accounts: readonly Address[]) => sum(accounts.map((account) => chain.balances.get(account) ?? 0n))
  const held = compared.filter((row) => row.class !== POOL_SOLVENCY)
  const explainedOf = (accounts: readonly Address[]) =>
    sum(held.filter((row) => accounts.includes(row.account as Address)).map((row) => explained(row)))
  const outside = [...sinks, ZERO_ADDRESS, ...rules.excluded]
  return [
    // The figure that is served: by the profile's rule of what a Transfer to 0x0 does.
    { name: 'total', left: figures.total, right: chain.totalSupply, explained: 0n },
    { name: 'burned', left: own('burned'), right: heldBy(sinks) + ledger.burnedAtZero, explained: 0n },
    {
      name: 'circulating',
      left: figures.circulating,
      right: chain.totalSupply - heldBy(sinks) - heldAtZero - heldBy(rules.excluded) - figures.locked,
      explained: -explainedOf(outside),
    },
    { name: 'zero-sum', left: sum(classes.map(own)), right: 0n, explained: 0n },
  ]
}

/** A class is all of the accounts that a profile names; holders are whoever is left. */
function classIdentities({ compared }: Input, own: Own): Identity[] {
  const accounts = compared.filter((row) => row.class !== POOL_SOLVENCY && row.account !== ZERO_ADDRESS)
  const names = [...new Set(accounts.map((row) => row.class))].filter((name) => name !== 'holders' && name !== 'burned')
  return names.sort().map((name) => {
    const rows = accounts.filter((row) => row.class === name)
    const right = sum(rows.map((row) => row.chain))
    return {
      name: classIdentity(name),
      left: own(name),
      right,
      explained: sum(rows.map((row) => explained(row))),
    }
  })
}

function projectionIdentities({ chain, compared, ledger: { projected } }: Input, own: Own): Identity[] {
  const found: Identity[] = []
  if (chain.owed.size > 0) {
    const solvency = compared.filter((row) => row.class === POOL_SOLVENCY)
    const pools = compared.filter((row) => row.class === 'staked')
    const why = sum([...solvency, ...pools].map((row) => explained(row)))
    found.push({ name: 'total-staked', left: own('staked'), right: sum([...chain.owed.values()]), explained: why })
  }
  for (const { identity, class: of, amount } of projected)
    found.push({ name: identity, left: amount, right: own(of), explained: 0n })
  return found
}

/** The difference of an account where its cause is known. */
function explained(row: Explained): BaseUnits {
  return row.cause === 'unexplained' ? 0n : row.ledger - row.chain
}

function sum(amounts: readonly BaseUnits[]): BaseUnits {
  return amounts.reduce((total, amount) => total + amount, 0n)
}
