import { Swatch } from '../components/Swatch'
import type { Row } from '../data/pivot'
import type { Series } from './series'

interface Props {
  readonly active?: boolean
  readonly payload?: readonly { readonly payload?: { readonly row: Row } }[]
  readonly series: readonly Series[]
  readonly when: (iso: string) => string
  readonly format: (amount: bigint) => string
}

/** What the pointer is over, from the exact amounts. */
export function Tip({ active, payload, series, when, format }: Props) {
  const row = payload?.[0]?.payload?.row
  if (!active || !row) return null
  return (
    <div className="tip">
      <b>{when(row.at)}</b>
      {series.map(({ key, name, colour }) => (
        <div key={key}>
          <Swatch colour={colour} />
          <span>{name}</span>
          <span>{format(row.exact[key] ?? 0n)}</span>
        </div>
      ))}
    </div>
  )
}
