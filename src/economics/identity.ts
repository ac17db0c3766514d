import type { BaseUnits } from './units'

/** An identity of domain.md §3 or §5 at one block: two figures that must be equal. */
export interface Identity {
  readonly name: string
  readonly left: BaseUnits
  readonly right: BaseUnits
  /** the part of left − right that drift with a known cause explains */
  readonly explained: BaseUnits
}

export function holds({ left, right, explained }: Identity): boolean {
  return left - right === explained
}

/** Formula of each identity; the names are for ever. */
const identityFormulas: Readonly<Record<string, string>> = {
  total: 'issued − (Σ Transfer to 0x0 − balanceOf(0x0)) = totalSupply()',
  burned: 'burned of the ledger = Σ balanceOf(burn sinks) + Σ Transfer to 0x0',
  circulating: 'circulating of the ledger = totalSupply() − Σ balanceOf(burn sinks) − excluded − locked',
  'zero-sum': 'the classes of the ledger sum to zero',
  'in-debt': 'no account of the ledger holds less than nothing',
  'total-staked': 'staked of the ledger = Σ totalStaked() of the pools',
  'open-bills': 'Σ escrow of open bills = escrow of the ledger',
  'node-stakes': 'Σ stake of the nodes = node-stake of the ledger',
  'domain-stakes': 'Σ stake in the domains = staked of the ledger',
}

/** `class:<name>`: a class whose accounts are known holds what the chain says they hold. */
export const classIdentity = (name: string) => `class:${name}`
export function formulaOf(name: string): string {
  return identityFormulas[name] ?? `${name.slice('class:'.length)} of the ledger = Σ balanceOf its accounts`
}
