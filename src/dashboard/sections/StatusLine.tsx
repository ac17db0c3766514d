import { useEffect, useState } from 'react'
import { group } from '../amount'
import { Moving } from '../components/Moving'
import type { Network } from '../data/answers'
import type { ApiError } from '../data/graphql'
import { catchingUp } from '../network'
import { shownHead, statusMessage } from '../statusMessage'

/** Where the chain is, where Assay is, and what is going on, in words. */
export function StatusLine({ network, apiError }: { network: Network; apiError: ApiError | null }) {
  const now = useSecond()
  const { finalized, indexed, lagBlocks } = network
  const head = shownHead(network)
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
        <span>{statusMessage(network, apiError, now)}</span>
      </div>
    </section>
  )
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
