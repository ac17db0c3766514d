import { type FormEvent, useState } from 'react'
import { Section } from '../components/Section'
import { Waiting } from '../components/Waiting'
import type { Network } from '../data/answers'
import type { SomeReceiversQuery, SomeStakersQuery, StakerQuery } from '../data/operations'
import { usePolled } from '../data/usePolled'
import { has } from '../network'
import { StakerAnswer } from './StakerAnswer'

const receiversQuery = /* GraphQL */ `
  query SomeReceivers($network: String!) {
    distributions(network: $network, first: 3) { nodes { shares(first: 3) { nodes { account } } } }
  }`

const stakerQuery = /* GraphQL */ `
  query Staker($network: String!, $address: Address!) {
    staker(network: $network, address: $address) {
      address staked weight stale block { number hash timestamp final }
      positions {
        id index amount weight tier multiplier start unlock status closedAt penalty holdUntil
      }
      rewards { distributionId program period asset amount status claimed }
      claimable {
        distributionId program period asset amount status claimed
        proof { distributor root programId periodNumber account amount proof claimed }
      }
      claimableTotals { asset amount }
      pool {
        ruleset claimableNow holdUntil differences uncertain block { number hash timestamp final }
        claims { period amount }
        stakes { index holdUntil forfeitsNow { penalty claimable periods } }
        warnings { kind severity stake }
        interval {
          choices
          claimableNow { low high }
          holdUntil { low high }
          stakes { index sure penalty claimable { low high } holdUntil { low high } periods }
        }
      }
    }
  }`

const stakersQuery = /* GraphQL */ `
  query SomeStakers($network: String!) {
    positions(network: $network, where: { status_eq: "open" }, first: 12) { nodes { owner } }
  }`

const EVERY_MS = 5_000
const EXAMPLES_EVERY_MS = 60_000
const EXAMPLES = 3

/** Type an address, see everything Assay knows of it, with proofs. */
export function CheckAddress({ network }: { network: Network }) {
  const [text, setText] = useState('')
  const [address, setAddress] = useState<string | null>(null)
  const [wrong, setWrong] = useState(false)
  const { data, error } = usePolled<StakerQuery>(
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
  const stakers = usePolled<SomeStakersQuery>(
    stakersQuery,
    stakes ? { network: network.name } : null,
    EXAMPLES_EVERY_MS,
  )
  const shares = usePolled<SomeReceiversQuery>(
    receiversQuery,
    stakes ? null : { network: network.name },
    EXAMPLES_EVERY_MS,
  )
  const found = stakes
    ? stakers.data?.positions.nodes.map((each) => each.owner)
    : shares.data?.distributions.nodes.flatMap((each) => each.shares.nodes.map((share) => share.account))
  return [...new Set(found ?? [])].slice(0, EXAMPLES)
}
