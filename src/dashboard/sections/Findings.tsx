import { group } from '../amount'
import { Id } from '../components/Id'
import { Section } from '../components/Section'
import { Table } from '../components/Table'
import { Waiting } from '../components/Waiting'
import type { FindingsQuery } from '../data/operations'
import { usePolled } from '../data/usePolled'
import { dayName } from '../time'
import type { SectionProps } from './props'

const findingsQuery = /* GraphQL */ `
  query Findings($network: String!) {
    findings(network: $network, first: 20) { totalCount nodes { id code title block timestamp txHash } }
    quarantined(network: $network, first: 20) { totalCount nodes { id contract topic0 reason block txHash } }
  }`

/** What does not add up, said openly. */
export function Findings({ network, everyMs }: SectionProps) {
  const { data, error } = usePolled<FindingsQuery>(findingsQuery, { network: network.name }, everyMs)
  return (
    <Section
      title="What does not add up"
      lead="A finding is a fact on the chain that breaks a rule of the network. A quarantined log is one of a known contract that could not be decoded. Neither is ever dropped."
    >
      <div className="card">
        {!data ? (
          <Waiting height={100} error={error}>
            Reading the findings…
          </Waiting>
        ) : (
          <>
            <h3>Findings ({group(data.findings.totalCount)})</h3>
            {data.findings.nodes.length === 0 ? (
              <p className="as-of">none</p>
            ) : (
              <Table
                tall
                caption="Findings"
                rows={data.findings.nodes}
                keyOf={(row) => row.id}
                columns={[
                  { title: 'Code', cell: (row) => <code>{row.code}</code> },
                  { title: 'What', cell: (row) => row.title },
                  { title: 'Day', cell: (row) => dayName(row.timestamp) },
                  { title: 'Block', right: true, cell: (row) => group(row.block) },
                  {
                    title: 'Transaction',
                    right: true,
                    cell: (row) => row.txHash && <Id value={row.txHash} what="transaction hash" />,
                  },
                ]}
              />
            )}
            <h3 style={{ marginTop: 18 }}>Quarantined logs ({group(data.quarantined.totalCount)})</h3>
            {data.quarantined.nodes.length === 0 ? (
              <p className="as-of">none</p>
            ) : (
              <Table
                tall
                caption="Quarantined logs"
                rows={data.quarantined.nodes}
                keyOf={(row) => row.id}
                columns={[
                  { title: 'Contract', cell: (row) => <Id value={row.contract} what="contract address" /> },
                  { title: 'Topic', cell: (row) => <Id value={row.topic0} what="topic" /> },
                  { title: 'Reason', cell: (row) => row.reason },
                  { title: 'Block', right: true, cell: (row) => group(row.block) },
                ]}
              />
            )}
          </>
        )}
      </div>
    </Section>
  )
}
