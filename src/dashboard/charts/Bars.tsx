import { Bar, BarChart, CartesianGrid, ResponsiveContainer, Tooltip, XAxis, YAxis } from 'recharts'
import { formatTick } from '../amount'
import type { Row } from '../data/pivot'
import { dataKey, plotOf } from './plot'
import type { Series } from './series'
import { Tip } from './Tip'

interface Props {
  readonly rows: readonly Row[]
  readonly series: readonly Series[]
  readonly decimals: number
  /** text under a bar */
  readonly tick: (iso: string) => string
  readonly when: (iso: string) => string
  readonly format: (amount: bigint) => string
}

/** Stacked bars, one per interval. */
export function Bars({ rows, series, decimals, tick, when, format }: Props) {
  return (
    <ResponsiveContainer width="100%" height="100%" initialDimension={{ width: 480, height: 220 }}>
      <BarChart
        data={plotOf(rows, series, decimals)}
        margin={{ top: 4, right: 4, bottom: 0, left: 0 }}
        barCategoryGap="22%"
      >
        <CartesianGrid vertical={false} />
        <XAxis dataKey="at" tickFormatter={tick} tickLine={false} axisLine={false} minTickGap={18} />
        <YAxis tickFormatter={formatTick} tickLine={false} axisLine={false} width={54} tickCount={5} />
        <Tooltip
          isAnimationActive={false}
          cursor={{ fill: 'var(--sunken)' }}
          content={<Tip series={series} when={when} format={format} />}
        />
        {series.map(({ key, colour }) => (
          <Bar key={key} dataKey={dataKey(key)} stackId="all" fill={colour} isAnimationActive={false} />
        ))}
      </BarChart>
    </ResponsiveContainer>
  )
}
