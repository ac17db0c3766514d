import { Fragment } from 'react'
import { group, percent } from '../amount'
import { assetOf, exactly } from '../asset'
import { Copy } from '../components/Copy'
import { Waiting } from '../components/Waiting'
import type { Reward, Token } from '../data/answers'
import type { ExplanationQuery } from '../data/operations'
import { usePolled } from '../data/usePolled'

const explanationQuery = /* GraphQL */ `
  query Explanation($id: ID!, $address: Address!) {
    distribution(id: $id) {
      explanation(address: $address) {
        pot share formula inputs pots { name pot weight totalWeight share remainder }
      }
      proof(address: $address) { distributor root programId periodNumber account amount proof claimed }
    }
  }`

/** Neither the reason nor the proof of a share changes; only whether it is claimed. */
const EVERY_MS = 15_000

interface Props {
  readonly id: string
  readonly address: string
  readonly token: Token
  readonly reward: Reward | undefined
}

/** Why this address gets what it gets, and the proof it can claim with. */
export function RewardProof({ id, address, token, reward }: Props) {
  const { data, error } = usePolled<ExplanationQuery>(explanationQuery, { id, address }, EVERY_MS)
  const { explanation, proof } = data?.distribution ?? {}
  if (!data) {
    return (
      <Waiting height={200} error={error}>
        Reading the report…
      </Waiting>
    )
  }
  const asset = assetOf(reward?.asset ?? 'eth', token)
  const proofText = proof ? JSON.stringify(proof, null, 2) : null
  return (
    <div>
      <h3>{reward ? `${reward.program}, ${reward.period}` : id}</h3>
      {explanation && (
        <dl className="facts">
          <dt>Formula</dt>
          <dd>
            <code>{explanation.formula}</code>
          </dd>
          <dt>Pot</dt>
          <dd>{exactly(explanation.pot, asset)}</dd>
          <dt>Share</dt>
          <dd>{exactly(explanation.share, asset)}</dd>
          {explanation.pots.map((pot) => (
            <Fragment key={pot.name}>
              <dt>{explanation.pots.length === 1 ? 'Weight' : pot.name}</dt>
              <dd className="number">
                {group(BigInt(pot.weight))} of {group(BigInt(pot.totalWeight))} (
                {percent(pot.weight, pot.totalWeight, 4)}); rounded away {group(BigInt(pot.remainder))} /{' '}
                {group(BigInt(pot.totalWeight))} of a base unit
              </dd>
            </Fragment>
          ))}
        </dl>
      )}
      {explanation && (
        <details className="more">
          <summary>What made the weight</summary>
          <pre>{JSON.stringify(explanation.inputs, null, 2)}</pre>
        </details>
      )}
      {proofText ? (
        <details className="more">
          <summary>Merkle proof for claim(programId, period, account, amount, proof)</summary>
          <pre>{proofText}</pre>
          <Copy text={proofText} what="proof as JSON" />
        </details>
      ) : (
        <p className="as-of" style={{ marginTop: 8 }}>
          no proof: the period is not published yet
        </p>
      )}
    </div>
  )
}
