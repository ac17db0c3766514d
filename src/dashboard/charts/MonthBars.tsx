import type { ReactNode } from 'react'
import { type Asset, inAsset } from '../asset'
import { Waiting } from '../components/Waiting'
import type { ApiError } from '../data/graphql'
import type { Row } from '../data/pivot'
import { monthName, shortMonth } from '../time'
import { Bars } from './Bars'
import { ChartFigure } from './ChartFigure'
import type { Series } from './series'

interface Props {
  readonly title: string
  /** the chart in a sentence, for those who cannot see it */
  readonly label: string
  readonly rows: readonly Row[]
  /** what the bars are stacked of */
  readonly series: readonly Series[]
  readonly asset: Asset
  readonly error: ApiError | null
  /** said while there is nothing to draw */
  readonly children: ReactNode
}

/** Amounts of one asset per month, stacked, in a card of their own. */
export function MonthBars({ title, label, rows, series, asset, error, children }: Props) {
  const format = (amount: bigint) => inAsset(amount, asset)
  return (
    <div className="card">
      <ChartFigure title={title} label={label} series={series} rows={rows} when={monthName} format={format}>
        {rows.length > 0 ? (
          <Bars
            rows={rows}
            series={series}
            decimals={asset.decimals}
            tick={shortMonth}
            when={monthName}
            format={format}
          />
        ) : (
          <Waiting height={220} error={error}>
            {children}
          </Waiting>
        )}
      </ChartFigure>
    </div>
  )
}
