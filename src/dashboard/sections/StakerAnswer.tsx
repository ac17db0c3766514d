import { useState } from 'react'
import { group } from '../amount'
import { assetOf, exactly, inAsset } from '../asset'
import { Amount } from '../components/Amount'
import { AsOf } from '../components/AsOf'
import { State } from '../components/State'
import { Table } from '../components/Table'
import type { Network, Reward, Staker } from '../data/answers'
import { dayName, moment } from '../time'
import { PoolAnswer } from './PoolAnswer'
import { RewardProof } from './RewardProof'

/** What is known of one address. */
export function StakerAnswer({ staker, network }: { staker: Staker; network: Network }) {
  const { token } = network
  const [shown, show] = useState<string | null>(null)
  const { positions, rewards, claimableTotals } = staker
  const bare = { ...token, symbol: '' }
  return (
    <div className="answer" aria-live="polite">
      <figcaption style={{ margin: 0 }}>
        <h3>
          <code>{staker.address}</code>
        </h3>
        <AsOf block={staker.block} />
      </figcaption>
      <dl className="facts">
        <dt>Staked</dt>
        <dd title={exactly(staker.staked, token)}>{inAsset(staker.staked, token)}</dd>
        <dt>Can claim now</dt>
        <dd>
          {claimableTotals.length === 0
            ? 'nothing'
            : claimableTotals.map(({ asset, amount }) => (
                <span key={asset} title={exactly(amount, assetOf(asset, token))} style={{ marginRight: 14 }}>
                  {inAsset(amount, assetOf(asset, token))}
                </span>
              ))}
        </dd>
      </dl>
      {positions.length > 0 && (
        <div>
          <h3>Stakes</h3>
          <Table
            tall
            caption="Stakes of this address"
            rows={positions}
            keyOf={(row) => row.id}
            columns={[
              { title: '#', cell: (row) => row.index },
              { title: token.symbol, right: true, cell: (row) => <Amount value={row.amount} asset={bare} /> },
              { title: 'Lock', cell: (row) => `${row.tier} days ×${row.multiplier}` },
              { title: 'Since', cell: (row) => <span title={moment(row.start)}>{dayName(row.start)}</span> },
              { title: 'Unlocks', cell: (row) => <span title={moment(row.unlock)}>{dayName(row.unlock)}</span> },
              {
                title: 'Hold until',
                cell: (row) =>
                  row.holdUntil ? <span title={moment(row.holdUntil)}>{dayName(row.holdUntil)}</span> : '—',
              },
              { title: 'State', cell: (row) => <State name={row.status} /> },
              {
                title: 'Penalty',
                right: true,
                cell: (row) => (row.penalty && row.penalty !== '0' ? <Amount value={row.penalty} asset={bare} /> : '—'),
              },
            ]}
          />
        </div>
      )}
      {staker.pool && <PoolAnswer pool={staker.pool} token={token} />}
      <div>
        <h3>Shares ({group(rewards.length)})</h3>
        {rewards.length === 0 ? (
          <p className="notice">No closed period has given this address a share.</p>
        ) : (
          <Table
            tall
            caption="Shares of this address"
            rows={rewards}
            keyOf={(row) => row.distributionId}
            columns={[
              { title: 'Period', cell: (row) => row.period },
              { title: 'Program', cell: (row) => row.program },
              {
                title: 'Share',
                right: true,
                cell: (row) => <Amount value={row.amount} asset={assetOf(row.asset, token)} />,
              },
              { title: 'State', cell: (row) => <State name={row.claimed ? 'claimed' : row.status} /> },
              {
                title: 'Why, and proof',
                cell: (row: Reward) => (
                  <button
                    type="button"
                    className="button small"
                    aria-expanded={shown === row.distributionId}
                    onClick={() => show(shown === row.distributionId ? null : row.distributionId)}
                  >
                    {shown === row.distributionId ? 'Hide' : 'Show'}
                  </button>
                ),
              },
            ]}
          />
        )}
      </div>
      {shown && (
        <RewardProof
          key={shown}
          id={shown}
          address={staker.address}
          token={token}
          reward={rewards.find((each) => each.distributionId === shown)}
        />
      )}
    </div>
  )
}
