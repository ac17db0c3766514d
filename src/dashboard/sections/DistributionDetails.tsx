import { group, percent } from '../amount'
import type { Asset } from '../asset'
import { Amount } from '../components/Amount'
import { Id } from '../components/Id'
import { Table } from '../components/Table'
import { Waiting } from '../components/Waiting'
import type { DistributionQuery } from '../data/operations'
import { usePolled } from '../data/usePolled'
import { moment } from '../time'

const distributionQuery = /* GraphQL */ `
  query Distribution($id: ID!) {
    distribution(id: $id) {
      id program programId period status ruleset start end distributed totalWeight reportHash root held approvedBy approvedDespite approvedReason publishedAt files settles cid
      correction { number sha256 by reason at }
      block { number hash timestamp final }
      pots { name received carryIn distributed carry }
      shares(first: 5) { totalCount nodes { account amount } }
    }
  }`

/** A report does not change; only its state does, now and then. */
const EVERY_MS = 15_000

/** Everything one needs to compute a distribution again, and its five largest shares. */
export function DistributionDetails({ id, asset }: { id: string; asset: Asset }) {
  const { data, error } = usePolled<DistributionQuery>(distributionQuery, { id }, EVERY_MS)
  const report = data?.distribution
  if (!report) {
    return (
      <Waiting height={240} error={error}>
        {data ? 'This report is gone: its period is being computed again.' : 'Reading the report…'}
      </Waiting>
    )
  }
  return (
    <div className="grid halves">
      <dl className="facts" style={{ alignContent: 'start' }}>
        <dt>Ruleset</dt>
        <dd>
          <code>{report.ruleset}</code>
        </dd>
        <dt>Period</dt>
        <dd>
          {moment(report.start)} up to, not including, {moment(report.end)}
        </dd>
        <dt>Last block</dt>
        <dd>
          {group(report.block.number)} <Id value={report.block.hash} what="block hash" />{' '}
          {report.block.final ? 'final' : 'not final yet'}
        </dd>
        {report.pots.length === 1 && (
          <>
            <dt>Total weight</dt>
            <dd className="number">{group(BigInt(report.totalWeight))}</dd>
          </>
        )}
        <dt>Root</dt>
        <dd>{report.root ? <code>{report.root}</code> : 'none: nobody was eligible, the whole pot carries'}</dd>
        <dt>Report hash</dt>
        <dd>
          <code>{report.reportHash}</code>
        </dd>
        <dt>Published</dt>
        <dd>{report.publishedAt ? moment(report.publishedAt) : (report.held ?? unpublished(report.status))}</dd>
        {report.approvedBy && (
          <>
            <dt>Approved by</dt>
            <dd>
              {report.approvedBy}
              {report.approvedDespite && `, despite ${report.approvedDespite.join(', ')}: ${report.approvedReason}`}
            </dd>
          </>
        )}
        {report.correction && (
          <>
            <dt>Superseded</dt>
            <dd>
              {moment(report.correction.at)}, correction {report.correction.number} by {report.correction.by}:{' '}
              {report.correction.reason}; report <Id value={report.correction.sha256} what="corrected report" />
            </dd>
          </>
        )}
        {report.settles.length > 0 && (
          <>
            <dt>Settles</dt>
            <dd>what was published wrongly of {report.settles.join(', ')}</dd>
          </>
        )}
        {report.cid && (
          <>
            <dt>CID of the folder</dt>
            <dd>
              <code>{report.cid}</code>
            </dd>
          </>
        )}
        <dt>Files</dt>
        <dd>
          {report.files.length === 0
            ? 'none yet'
            : report.files.map((file) => (
                <a key={file} href={file.startsWith('/') ? file : `/${file}`} style={{ marginRight: 12 }}>
                  {file.split('/').at(-1)}
                </a>
              ))}
        </dd>
      </dl>
      <Table
        caption="Largest shares"
        rows={report.shares.nodes}
        keyOf={(share) => share.account}
        columns={[
          {
            title: `Shares (first of ${group(report.shares.totalCount)})`,
            cell: (share) => <Id value={share.account} what="address" />,
          },
          { title: 'Of all shares', right: true, cell: (share) => percent(share.amount, report.distributed) },
          { title: 'Share', right: true, cell: (share) => <Amount value={share.amount} asset={asset} /> },
        ]}
      />
      {report.pots.length > 1 && (
        <Table
          caption="Pots"
          rows={report.pots}
          keyOf={(pot) => pot.name}
          columns={[
            { title: 'Pot', cell: (pot) => pot.name },
            { title: 'Received', right: true, cell: (pot) => <Amount value={pot.received} asset={asset} /> },
            { title: 'Distributed', right: true, cell: (pot) => <Amount value={pot.distributed} asset={asset} /> },
            { title: 'Carried on', right: true, cell: (pot) => <Amount value={pot.carry} asset={asset} /> },
          ]}
        />
      )}
    </div>
  )
}

const unpublished = (status: string) => (status === 'empty' ? 'never: it pays nobody' : 'not yet')
