import type { Pressure } from './answers'

/** What a domain gives to miners and stakers, in basis points of what it emitted, rounded to the nearest. */
export interface DomainShares {
  readonly minersBps: bigint
  readonly stakersBps: bigint
}

/** @param rows of one domain */
export function sharesOf(rows: readonly Pressure[]): DomainShares {
  const sum = (of: (row: Pressure) => string) => rows.reduce((total, row) => total + BigInt(of(row)), 0n)
  const emitted = sum((row) => row.emitted)
  const bps = (part: bigint) => (emitted === 0n ? 0n : (part * 20_000n + emitted) / (emitted * 2n))
  return { minersBps: bps(sum((row) => row.miners)), stakersBps: bps(sum((row) => row.stakers)) }
}

/** The split the network's own documents warn of: 41 % to miners and 41 % to stakers. */
export function isFortyOne({ minersBps, stakersBps }: DomainShares): boolean {
  return minersBps === 4_100n && stakersBps === 4_100n
}

/** Rows by domain (ascending), and the months there are (ascending). */
export function pressureMatrix(rows: readonly Pressure[]): {
  domains: [id: string, rows: Pressure[]][]
  periods: string[]
} {
  const domains = new Map<string, Pressure[]>()
  for (const row of rows) domains.set(row.domainId, [...(domains.get(row.domainId) ?? []), row])
  return {
    domains: [...domains].sort(([a], [b]) => (BigInt(a) < BigInt(b) ? -1 : 1)),
    periods: [...new Set(rows.map((row) => row.period))].sort(),
  }
}
