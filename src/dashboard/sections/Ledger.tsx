import { percent } from '../amount'
import { Amount } from '../components/Amount'
import { AsOf } from '../components/AsOf'
import { Id } from '../components/Id'
import { Section } from '../components/Section'
import { Table } from '../components/Table'
import { Waiting } from '../components/Waiting'
import type { Network, Supply } from '../data/answers'

/** Every token is in exactly one class; what is issued is what the classes hold. */
export function Ledger({ network, supply }: { network: Network; supply: Supply | null }) {
  const { token } = network
  const bare = { ...token, symbol: '' }
  const classes = [...(supply?.classes ?? [])]
    .filter((each) => each.amount !== '0' && each.class !== 'issuance')
    .sort((a, b) => (BigInt(a.amount) < BigInt(b.amount) ? 1 : -1))
  return (
    <Section
      title="Where every token is"
      lead="Each movement leaves one class and enters another, so the classes always add up to what was issued. The ledger is never adjusted: where it and the chain differ, the difference stands beside it with its cause."
      asOf={<AsOf block={supply?.block} />}
    >
      {supply ? (
        <div className="grid halves">
          <div className="card">
            <h3>Classes</h3>
            <Table
              caption="Balance of each class"
              rows={classes}
              keyOf={(row) => row.class}
              columns={[
                { title: 'Class', cell: (row) => row.class },
                { title: token.symbol, right: true, cell: (row) => <Amount value={row.amount} asset={bare} /> },
                { title: 'Of issued', right: true, cell: (row) => percent(row.amount, supply.issued) },
              ]}
            />
          </div>
          <div className="card">
            <h3>Issued as</h3>
            <Table
              caption="Issuance by cause"
              rows={supply.issuedBy}
              keyOf={(row) => row.cause}
              columns={[
                { title: 'Cause', cell: (row) => row.cause },
                { title: token.symbol, right: true, cell: (row) => <Amount value={row.amount} asset={bare} /> },
              ]}
            />
            {supply.excluded.length > 0 && (
              <>
                <h3 style={{ marginTop: 18 }}>Not counted as circulating</h3>
                <Table
                  caption="Addresses excluded from circulating supply"
                  rows={supply.excluded}
                  keyOf={(row) => row.address}
                  columns={[
                    { title: 'Holder', cell: (row) => row.label },
                    { title: 'Address', cell: (row) => <Id value={row.address} what="address" /> },
                    { title: token.symbol, right: true, cell: (row) => <Amount value={row.amount} asset={bare} /> },
                  ]}
                />
              </>
            )}
            <h3 style={{ marginTop: 18 }}>Ledger less chain</h3>
            {supply.drift.length === 0 ? (
              <p className="as-of">no difference found by the last reconciliation</p>
            ) : (
              <Table
                caption="Differences between ledger and chain"
                rows={supply.drift}
                keyOf={(row) => row.class + row.account + row.cause}
                columns={[
                  { title: 'Class', cell: (row) => row.class },
                  { title: 'Account', cell: (row) => <Id value={row.account} what="address" /> },
                  { title: 'Cause', cell: (row) => row.cause },
                  { title: token.symbol, right: true, cell: (row) => <Amount value={row.amount} asset={bare} /> },
                ]}
              />
            )}
          </div>
        </div>
      ) : (
        <div className="card">
          <Waiting height={280}>Waiting for the first block…</Waiting>
        </div>
      )}
      {supply && supply.definitions.length > 0 && (
        <details className="more">
          <summary>What each word means</summary>
          <dl className="facts">
            {supply.definitions.map((each) => (
              <div key={each.name} style={{ display: 'contents' }}>
                <dt>{each.name}</dt>
                <dd>
                  <code>{each.formula}</code> ({each.unit}; {each.source})
                </dd>
              </div>
            ))}
            {!supply.vestingPublished && (
              <>
                <dt>vesting</dt>
                <dd>none published: nothing is counted as locked for want of knowledge</dd>
              </>
            )}
          </dl>
        </details>
      )}
    </Section>
  )
}
