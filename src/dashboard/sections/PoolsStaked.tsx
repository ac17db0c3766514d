import { Amount } from '../components/Amount'
import { AsOf } from '../components/AsOf'
import type { Network } from '../data/answers'
import type { PoolStakedQuery } from '../data/operations'
import { usePolled } from '../data/usePolled'

const poolStakedQuery = /* GraphQL */ `
  query PoolStaked($network: String!) {
    poolStaked(network: $network) { pool balanceOf totalStaked ledger block { number hash timestamp final } }
  }`

/** What a pool holds and owes, where token, pool and ledger do not say the same: a token tax took from the stakes. */
export function PoolsStaked({ network, everyMs }: { network: Network; everyMs: number }) {
  const { data } = usePolled<PoolStakedQuery>(poolStakedQuery, { network: network.name }, everyMs)
  return (data?.poolStaked ?? []).map(({ pool, balanceOf, totalStaked, ledger, block }) => {
    if (balanceOf === null || ledger === null || totalStaked === null) return null
    if (balanceOf === totalStaked && balanceOf === ledger) return null
    return (
      <p key={pool} className="notice warn" style={{ margin: '10px 0' }}>
        The pool holds <Amount value={balanceOf} asset={network.token} /> by the token’s own word and owes{' '}
        <Amount value={totalStaked} asset={network.token} /> by its own; the ledger counts{' '}
        <Amount value={ledger} asset={network.token} />. <AsOf block={block} />
      </p>
    )
  })
}
