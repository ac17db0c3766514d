import type { ReactNode } from 'react'
import { Swatch } from '../components/Swatch'
import { Table } from '../components/Table'
import type { Row } from '../data/pivot'
import type { Series } from './series'

interface Props {
  readonly title: ReactNode
  readonly note?: ReactNode
  /** the chart in a sentence, for those who cannot see it */
  readonly label: string
  readonly tall?: boolean
  readonly series: readonly Series[]
  readonly rows: readonly Row[]
  readonly when: (iso: string) => string
  readonly format: (amount: bigint) => string
  readonly children: ReactNode
}

/** A chart with its name, its legend, and the same numbers as a table. */
export function ChartFigure({ title, note, label, tall, series, rows, when, format, children }: Props) {
  return (
    <figure>
      <figcaption>
        <h3>{title}</h3>
        {note && <span>{note}</span>}
      </figcaption>
      {series.length > 1 && (
        <ul className="legend">
          {series.map(({ key, name, colour }) => (
            <li key={key}>
              <Swatch colour={colour} />
              {name}
            </li>
          ))}
        </ul>
      )}
      <div className={tall ? 'chart tall' : 'chart'} role="img" aria-label={label}>
        {children}
      </div>
      <details className="more">
        <summary>The numbers as a table</summary>
        <Table
          tall
          caption={label}
          rows={rows}
          keyOf={(row) => row.at}
          columns={[
            { title: 'Time (UTC)', cell: (row) => when(row.at) },
            ...series.map(({ key, name }) => ({
              title: name,
              right: true,
              cell: (row: Row) => format(row.exact[key] ?? 0n),
            })),
          ]}
        />
      </details>
    </figure>
  )
}
