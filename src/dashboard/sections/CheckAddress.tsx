import { type FormEvent, useState } from 'react'
import { Section } from '../components/Section'
import { Waiting } from '../components/Waiting'
import { receiversQuery, stakerQuery, stakersQuery } from '../data/queries'
import type { Network } from '../data/types/network'
import type { Staker } from '../data/types/staking'
import { usePolled } from '../data/usePolled'
import { has } from '../network'
import { StakerAnswer } from './StakerAnswer'

const EVERY_MS = 5_000
const EXAMPLES_EVERY_MS = 60_000
const EXAMPLES = 3

/** Type an address, see everything Assay knows of it, with proofs. */
export function CheckAddress({ network }: { network: Network }) {
  const [text, setText] = useState('')
  const [address, setAddress] = useState<string | null>(null)
  const [wrong, setWrong] = useState(false)
  const { data, error } = usePolled<{ staker: Staker | null }>(
    stakerQuery,
    address ? { network: network.name, address } : null,
    EVERY_MS,
  )
  const examples = useExamples(network)

  const look = (candidate: string) => {
    const trimmed = candidate.trim()
    const good = /^0x[0-9a-fA-F]{40}$/.test(trimmed)
    setText(trimmed)
    setWrong(!good)
    setAddress(good ? trimmed.toLowerCase() : null)
  }
  const submit = (event: FormEvent) => {
    event.preventDefault()
    look(text)
  }

  return (
    <Section
      title="Check an address"
      lead="Its stakes, every share it was ever given, what it can still claim, and the proof the claim contract asks for."
    >
      <div className="card">
        <form className="ask" onSubmit={submit}>
          <label className="visually-hidden" htmlFor="address">
            Address
          </label>
          <input
            id="address"
            value={text}
            onChange={(event) => setText(event.target.value)}
            placeholder="0x… (40 hex digits)"
            autoComplete="off"
            spellCheck={false}
            aria-invalid={wrong}
            aria-describedby="address-help"
          />
          <button type="submit" className="button primary">
            Check
          </button>
        </form>
        <p id="address-help" className="as-of" style={{ marginTop: 8, whiteSpace: 'normal', minHeight: 26 }}>
          {wrong ? 'An address is 0x and 40 hex digits. ' : ''}
          {examples.length > 0 && 'Try one: '}
          {examples.map((each) => (
            <button
              key={each}
              type="button"
              className="plain mono"
              style={{ marginRight: 12 }}
              onClick={() => look(each)}
            >
              {each.slice(0, 6)}…{each.slice(-4)}
            </button>
          ))}
        </p>
        {address &&
          (data?.staker ? (
            <StakerAnswer staker={data.staker} network={network} />
          ) : (
            <Waiting height={120} error={error}>
              {data ? 'Nothing is known of this address on this network.' : 'Looking it up…'}
            </Waiting>
          ))}
      </div>
    </Section>
  )
}

/** Addresses that have something to show: some with an open stake, else some of the newest distribution. */
function useExamples(network: Network): string[] {
  const stakes = has(network, 'destra-pool')
  const stakers = usePolled<{ positions: { nodes: { owner: string }[] } }>(
    stakersQuery,
    stakes ? { network: network.name } : null,
    EXAMPLES_EVERY_MS,
  )
  const shares = usePolled<{ distributions: { nodes: { shares: { nodes: { account: string }[] } }[] } }>(
    receiversQuery,
    stakes ? null : { network: network.name },
    EXAMPLES_EVERY_MS,
  )
  const found = stakes
    ? stakers.data?.positions.nodes.map((each) => each.owner)
    : shares.data?.distributions.nodes.flatMap((each) => each.shares.nodes.map((share) => share.account))
  return [...new Set(found ?? [])].slice(0, EXAMPLES)
}
