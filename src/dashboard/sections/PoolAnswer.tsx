import { eth, exactly, inAsset } from '../asset'
import { Amount } from '../components/Amount'
import { AsOf } from '../components/AsOf'
import { Table } from '../components/Table'
import type { PoolStaker, Token } from '../data/answers'
import { dayName, moment } from '../time'
import { UncertainPool } from './UncertainPool'

/** What a warning means for the one who reads it; the others of the API are the operator's. */
const meanings: Readonly<Record<string, string>> = {
  'index-behind':
    'The pool’s period index is behind: a stake made now may miss periods until somebody calls the pool twice.',
  'over-claimed': 'A period is owed more than it holds: whoever claims last gets nothing.',
  insolvent: 'The pool holds less than it owes: whoever unstakes last is refused.',
  hold: 'it unlocks before all it earns can be claimed: leaving at the unlock forfeits the last period.',
  unbooked: 'the pool never counted it in periods it is eligible for.',
}

/** What the pool's own contract owes an address now, and what leaving would cost. */
export function PoolAnswer({ pool, token }: { pool: PoolStaker; token: Token }) {
  const bare = { ...token, symbol: '' }
  const { claims, stakes, warnings, holdUntil, claimableNow, differences, interval } = pool
  // Of an uncertain account only the bounds are shown, but where one choice is left: its figures are the contract's.
  const bounds = interval && interval.choices !== 1 ? interval : null
  return (
    <div>
      <figcaption>
        <h3>In the staking pool</h3>
        <AsOf block={pool.block} />
      </figcaption>
      <dl className="facts">
        {bounds ? (
          <UncertainPool interval={bounds} />
        ) : (
          <>
            <dt>Pays now</dt>
            <dd title={exactly(claimableNow, eth)}>
              {inAsset(claimableNow, eth)}
              {claims.length > 0 && ` from ${claims.map(({ period }) => period).join(', ')}`}
            </dd>
            <dt>Hold until</dt>
            <dd>
              {holdUntil ? <span title={moment(holdUntil)}>{dayName(holdUntil)}, claim, then leave</span> : 'no need'}
            </dd>
          </>
        )}
        <dt>Checked</dt>
        <dd>
          {differences === 0
            ? `every event of this pool was predicted to the wei (${pool.ruleset})`
            : `${differences} events of this pool differ from ${pool.ruleset}: these figures may be wrong`}
        </dd>
      </dl>
      {bounds && (
        <p className="notice warn" style={{ margin: '10px 0' }}>
          An unstake of this account could have closed several of its stakes, or a claim have been of several periods
          that it shares, and the chain has not confirmed which: the pool’s own figures lie within these bounds.
        </p>
      )}
      {interval && !bounds && (
        <p className="notice warn" style={{ margin: '10px 0' }}>
          The pool says that an unstake closed another stake than the list above shows, or a claim was of another
          period: these figures are the pool’s.
        </p>
      )}
      {warnings.map(({ kind, severity, stake }) => (
        <p
          className={severity === 'critical' ? 'notice bad' : 'notice warn'}
          key={`${kind}-${stake}`}
          style={{ margin: '10px 0' }}
        >
          {stake !== null && `Stake ${stake}: `}
          {meanings[kind] ?? kind}
        </p>
      ))}
      {!bounds && stakes.length > 0 && (
        <Table
          tall
          caption="What leaving the pool now would cost, by stake"
          rows={stakes}
          keyOf={(row) => String(row.index)}
          columns={[
            { title: '#', cell: (row) => row.index },
            {
              title: 'Hold until',
              cell: ({ holdUntil: until }) => (until ? <span title={moment(until)}>{dayName(until)}</span> : '—'),
            },
            {
              title: `Penalty now, ${token.symbol}`,
              right: true,
              cell: ({ forfeitsNow }) => <Amount value={forfeitsNow.penalty} asset={bare} />,
            },
            {
              title: 'Lost if unclaimed',
              right: true,
              cell: ({ forfeitsNow }) => <Amount value={forfeitsNow.claimable} asset={eth} />,
            },
            { title: 'Open periods lost', right: true, cell: ({ forfeitsNow }) => forfeitsNow.periods.length },
          ]}
        />
      )}
    </div>
  )
}
