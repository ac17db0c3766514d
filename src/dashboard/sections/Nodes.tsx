import { formatAmount, group, percent } from '../amount'
import { Amount } from '../components/Amount'
import { Id } from '../components/Id'
import { Section } from '../components/Section'
import { State } from '../components/State'
import { Table } from '../components/Table'
import { Waiting } from '../components/Waiting'
import type { NodesQuery, SlashesQuery } from '../data/operations'
import { usePolled } from '../data/usePolled'
import { moment } from '../time'
import type { SectionProps } from './props'

const nodesQuery = /* GraphQL */ `
  query Nodes($network: String!) {
    nodes(network: $network, first: 50) {
      totalCount
      nodes { id address operator stake jailedUntil jailed slashed earned bills computeUnits block }
    }
  }`

const slashesQuery = /* GraphQL */ `
  query Slashes($network: String!) {
    slashes(network: $network, first: 50) {
      totalCount
      nodes { id node amount stakeBefore bps reason burned block timestamp }
    }
  }`

const NO_SYMBOL = ''

/** Who computes, what they have at stake, and what they lost. */
export function Nodes({ network, everyMs }: SectionProps) {
  const nodes = usePolled<NodesQuery>(nodesQuery, { network: network.name }, everyMs)
  const slashes = usePolled<SlashesQuery>(slashesQuery, { network: network.name }, everyMs)
  const bare = { ...network.token, symbol: NO_SYMBOL }
  const { symbol } = network.token
  const indexed = network.indexed === null ? '' : `as of block ${group(network.indexed)}, the indexer’s head`
  return (
    <Section
      title="Compute nodes"
      lead="A node stakes before it may work. A fake result or long downtime costs it 5 to 20 % of that stake, which is burned; a jailed node gets no jobs."
      asOf={<span className="as-of number">{indexed}</span>}
    >
      <div className="card">
        <figcaption>
          <h3>Nodes, largest stake first</h3>
          <span>{nodes.data && shown(nodes.data.nodes.nodes.length, nodes.data.nodes.totalCount)}</span>
        </figcaption>
        {nodes.data && nodes.data.nodes.nodes.length > 0 ? (
          <Table
            tall
            caption="Compute nodes"
            rows={nodes.data.nodes.nodes}
            keyOf={(node) => node.id}
            columns={[
              { title: 'Node', cell: (node) => <Id value={node.address} what="node address" /> },
              {
                title: 'State',
                cell: (node) =>
                  node.jailed ? (
                    <span title={node.jailedUntil ? `until ${moment(node.jailedUntil)}` : undefined}>
                      <State name="jailed" />
                    </span>
                  ) : (
                    <State name="working" />
                  ),
              },
              { title: `Stake, ${symbol}`, right: true, cell: (node) => <Amount value={node.stake} asset={bare} /> },
              { title: 'Slashed', right: true, cell: (node) => <Amount value={node.slashed} asset={bare} /> },
              { title: 'Earned', right: true, cell: (node) => <Amount value={node.earned} asset={bare} /> },
              { title: 'Bills', right: true, cell: (node) => group(node.bills) },
              { title: 'Compute units', right: true, cell: (node) => formatAmount(node.computeUnits, 6) },
            ]}
          />
        ) : (
          <Waiting height={200} error={nodes.error}>
            {nodes.data ? 'No node has registered.' : 'Reading the nodes…'}
          </Waiting>
        )}
      </div>
      <div className="card">
        <figcaption>
          <h3>Slashes, newest first</h3>
          <span>{slashes.data && shown(slashes.data.slashes.nodes.length, slashes.data.slashes.totalCount)}</span>
        </figcaption>
        {slashes.data && slashes.data.slashes.nodes.length > 0 ? (
          <Table
            tall
            caption="Slashes"
            rows={slashes.data.slashes.nodes}
            keyOf={(slash) => slash.id}
            columns={[
              { title: 'Time (UTC)', cell: (slash) => moment(slash.timestamp).replace(' UTC', '') },
              { title: 'Block', right: true, cell: (slash) => group(slash.block) },
              { title: 'Node', cell: (slash) => <Id value={slash.node} what="node address" /> },
              { title: 'Reason', cell: (slash) => slash.reason },
              { title: `Taken, ${symbol}`, right: true, cell: (slash) => <Amount value={slash.amount} asset={bare} /> },
              { title: 'Of its stake', right: true, cell: (slash) => percent(BigInt(slash.bps), 10_000n) },
              { title: 'Burned', cell: (slash) => (slash.burned ? 'yes' : <span className="badge bad">no</span>) },
            ]}
          />
        ) : (
          <Waiting height={120} error={slashes.error}>
            {slashes.data ? 'No node has been slashed.' : 'Reading the slashes…'}
          </Waiting>
        )}
      </div>
    </Section>
  )
}

function shown(some: number, all: number): string {
  return some < all ? `${group(some)} of ${group(all)}` : `${group(all)}`
}
