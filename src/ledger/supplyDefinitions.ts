export interface Definition {
  readonly name: string
  readonly formula: string
  readonly unit: string
  readonly source: string
}

const unit = 'base units of the token'
const source = 'ledger of Transfer events, as of the answer’s block'

/** Definitions of the figures of a supply answer; domain.md §5. */
export const supplyDefinitions: readonly Definition[] = [
  { name: 'issued', formula: 'Σ Transfer from 0x0, the constructor’s included', unit, source },
  { name: 'total', formula: 'totalSupply() = issued − (Σ Transfer to 0x0 − balanceOf(0x0))', unit, source },
  { name: 'burned', formula: 'balance(0x…dEaD) + Σ Transfer to 0x0', unit, source },
  {
    name: 'circulating',
    formula: 'total − balance(0x…dEaD) − balance(0x0) − excluded addresses − locked',
    unit,
    source: `${source}; excluded addresses and vesting schedules from the network profile`,
  },
  {
    name: 'locked',
    formula: 'Σ over vesting schedules: total − vested, in whole steps; all of it before start + cliff',
    unit,
    source: 'vesting schedules of the network profile',
  },
  {
    name: 'stakedRatioBps',
    formula: 'floor(10,000 × staked / (total − burned still in total))',
    unit: 'basis points',
    source,
  },
  {
    name: 'drift',
    formula:
      'ledger − balanceOf(account); pool-solvency: balanceOf(pool) − totalStaked(); issuance: total − totalSupply()',
    unit,
    source: 'eth_call at a final block’s hash, at or before the answer’s block',
  },
]
