import { useEffect, useState } from 'react'
import { group } from '../amount'
import { Moving } from '../components/Moving'
import type { Network } from '../data/answers'
import type { ApiError } from '../data/graphql'
import { agesBehind, catchingUp } from '../network'
import { ago, dayName, moment } from '../time'

/** Where the chain is, where Assay is, and what is going on, in words. */
export function StatusLine({ network, apiError }: { network: Network; apiError: ApiError | null }) {
  const now = useSecond()
  const { finalized, indexed, lagBlocks } = network
  // The node is asked before the index: a block that is indexed was mined.
  const head = network.head === null ? null : Math.max(network.head, indexed ?? 0)
  const say = (block: number | null) => (block === null ? '—' : group(block))
  return (
    <section className="card status" aria-label="State of the index">
      <dl>
        <Fact name="Chain head" title="Newest block of the node">
          <span data-testid="head" data-block={head ?? ''}>
            <Moving text={say(head)} />
          </span>
        </Fact>
        <Fact name="Final" title="Highest block that cannot be replaced any more">
          <Moving text={say(finalized)} />
        </Fact>
        <Fact name="Indexed" title="Highest block Assay has read">
          <span data-testid="indexed" data-block={indexed ?? ''}>
            <Moving text={say(indexed)} />
          </span>
        </Fact>
        <Fact name="Behind" title="Blocks between the chain’s head and the index">
          {lagBlocks === null ? '—' : `${group(lagBlocks)} ${lagBlocks === 1 ? 'block' : 'blocks'}`}
        </Fact>
        <Fact name="Quarantined logs" title="Logs of known contracts that could not be decoded: counted, never dropped">
          {group(network.quarantined)}
        </Fact>
        <Fact name="Findings" title="Facts that break a rule of the network, each with its evidence">
          {group(network.findings)}
        </Fact>
      </dl>
      <progress max={Math.max(head ?? 1, 1)} value={indexed ?? 0} aria-label="Blocks indexed" />
      <div className="message number">
        <span
          className={`dot ${apiError ? 'bad' : catchingUp(network, now) || network.stale ? 'busy' : ''}`}
          aria-hidden
        />
        <span>{message(network, apiError, now)}</span>
      </div>
    </section>
  )
}

function message(network: Network, apiError: ApiError | null, now: number): string {
  const { head, indexed, indexedBlock } = network
  if (apiError) return `${apiError.message} What you see is its last answer; asking again every few seconds.`
  if (indexed === null) {
    return head === null
      ? 'Waiting for the chain’s node to answer…'
      : `Starting to index: ${group(head)} blocks to read…`
  }
  if (head === null) return `The chain’s node does not answer. Indexed up to block ${group(indexed)}.`
  if (catchingUp(network, now)) {
    const day = indexedBlock && agesBehind(network, now) ? `, of ${dayName(indexedBlock.timestamp)}` : ''
    return `Indexing block ${group(indexed)} of ${group(head)}${day}…`
  }
  const when = indexedBlock ? ` ${ago(indexedBlock.timestamp, now)}, on ${moment(indexedBlock.timestamp)}` : ''
  return `Up to date. Block ${group(indexed)} was mined${when}.`
}

function Fact({ name, title, children }: { name: string; title: string; children: React.ReactNode }) {
  return (
    <div title={title}>
      <dt>{name}</dt>
      <dd className="number">{children}</dd>
    </div>
  )
}

/** The present, once a second, for "… s ago" only. */
function useSecond(): number {
  const [now, setNow] = useState(() => Date.now())
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 1_000)
    return () => clearInterval(timer)
  }, [])
  return now
}
