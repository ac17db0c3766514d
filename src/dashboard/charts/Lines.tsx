import { Area, AreaChart, CartesianGrid, ResponsiveContainer, Tooltip, XAxis, YAxis } from 'recharts'
import { formatTick } from '../amount'
import type { Row } from '../data/pivot'
import { dataKey, plotOf } from './plot'
import type { Series } from './series'
import { Tip } from './Tip'

interface Props {
  readonly rows: readonly Row[]
  readonly series: readonly Series[]
  readonly decimals: number
  readonly tick: (iso: string) => string
  readonly when: (iso: string) => string
  readonly format: (amount: bigint) => string
  /** false: the scale starts near the smallest value, so that a small change of a large figure can be seen */
  readonly fromZero?: boolean
  /** amounts stand on each other */
  readonly stacked?: boolean
  /** charts of the same name show the same moment under the pointer */
  readonly together?: string
}

/** A balance over time: a line over a faint ground, or bands when stacked. */
export function Lines({ rows, series, decimals, tick, when, format, fromZero = true, stacked, together }: Props) {
  return (
    <ResponsiveContainer width="100%" height="100%" initialDimension={{ width: 480, height: 220 }}>
      <AreaChart
        data={plotOf(rows, series, decimals)}
        margin={{ top: 6, right: 6, bottom: 0, left: 0 }}
        {...(together ? { syncId: together } : {})}
      >
        <CartesianGrid vertical={false} />
        <XAxis dataKey="at" tickFormatter={tick} tickLine={false} axisLine={false} minTickGap={28} />
        <YAxis
          tickFormatter={formatTick}
          tickLine={false}
          axisLine={false}
          width={60}
          tickCount={5}
          domain={fromZero ? [0, 'auto'] : ['auto', 'auto']}
        />
        <Tooltip
          isAnimationActive={false}
          cursor={{ stroke: 'var(--soft)', strokeDasharray: '3 3' }}
          content={<Tip series={series} when={when} format={format} />}
        />
        {series.map(({ key, colour }) => (
          <Area
            key={key}
            dataKey={dataKey(key)}
            {...(stacked ? { stackId: 'all' } : {})}
            type="linear"
            stroke={colour}
            strokeWidth={1.8}
            fill={colour}
            fillOpacity={stacked ? 0.55 : 0.1}
            dot={false}
            activeDot={{ r: 3.5 }}
            isAnimationActive={false}
          />
        ))}
      </AreaChart>
    </ResponsiveContainer>
  )
}
