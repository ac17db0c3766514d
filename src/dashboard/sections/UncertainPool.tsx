import { eth, exactly, inAsset } from '../asset'
import type { PoolStaker } from '../data/answers'
import { dayName } from '../time'

type Interval = NonNullable<PoolStaker['interval']>

/** What the pool pays an uncertain account at least and at most, and what leaving forfeits: facts of a list. */
export function UncertainPool({ interval: { claimableNow, holdUntil, stakes } }: { interval: Interval }) {
  return (
    <>
      <dt>Pays now</dt>
      <dd>
        <Between {...claimableNow} />
      </dd>
      <dt>Hold until</dt>
      <dd>{daysBetween(holdUntil)}</dd>
      {stakes.map(({ index, sure, claimable }) => (
        <div key={index} style={{ display: 'contents' }}>
          <dt>Stake {index}, if unclaimed</dt>
          <dd>
            loses <Between {...claimable} />
            {!sure && ', if it is still there'}
          </dd>
        </div>
      ))}
    </>
  )
}

/** ETH from … to …, or the one figure that both are. */
function Between({ low, high }: { low: string; high: string }) {
  const title = low === high ? exactly(low, eth) : `${exactly(low, eth)} to ${exactly(high, eth)}`
  return <span title={title}>{low === high ? inAsset(low, eth) : `${inAsset(low, eth)} to ${inAsset(high, eth)}`}</span>
}

function daysBetween({ low, high }: Interval['holdUntil']): string {
  if (!high) return 'no need'
  if (low === high) return `${dayName(high)}, claim, then leave`
  return low ? `between ${dayName(low)} and ${dayName(high)}` : `up to ${dayName(high)}, or no need`
}
