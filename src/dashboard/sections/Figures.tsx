import { formatAmount, percent } from '../amount'
import { AsOf } from '../components/AsOf'
import { Figure } from '../components/Figure'
import { Section } from '../components/Section'
import type { Network, Supply } from '../data/answers'
import type { ApiError } from '../data/graphql'
import { has } from '../network'

interface Props {
  readonly network: Network
  readonly supply: Supply | null
  readonly error: ApiError | null
}

/** The figures everyone asks for first. */
export function Figures({ network, supply, error }: Props) {
  const { token } = network
  const common = { asset: token, block: supply?.block.number }
  const ofTotal = (value: string) => `${percent(value, supply!.total)} of total`
  const meaning = (name: string) => supply?.definitions.find((each) => each.name === name)?.formula
  return (
    <Section title="Supply now" id="figures" asOf={<AsOf block={supply?.block} />}>
      {error && network.indexed !== null && <p className="notice bad">{error.message} Asking again…</p>}
      <div className="grid figures">
        <Figure
          {...common}
          name="Total"
          testId="total"
          meaning={meaning('total')}
          colour="var(--total)"
          value={supply?.total ?? null}
          note={token.max ? `of at most ${formatAmount(token.max, token.decimals)}` : 'no maximum declared'}
        />
        <Figure
          {...common}
          name="Circulating"
          testId="circulating"
          meaning={meaning('circulating')}
          colour="var(--circulating)"
          value={supply?.circulating ?? null}
          note={supply ? ofTotal(supply.circulating) : undefined}
        />
        <Figure
          {...common}
          name="Burned"
          testId="burned"
          meaning={meaning('burned')}
          colour="var(--burned)"
          value={supply?.burned ?? null}
          note={supply ? `${percent(supply.burned, supply.issued)} of all ever issued` : undefined}
        />
        <Figure
          {...common}
          name="Staked"
          testId="staked"
          meaning={meaning('staked')}
          colour="var(--staked)"
          value={supply?.staked ?? null}
          note={supply ? stakedNote(network, supply) : undefined}
        />
      </div>
      <div className="grid figures lesser">
        {lesser(network).map(({ name, field, testId }) => (
          <Figure key={field} {...common} name={name} value={supply?.[field] ?? null} {...(testId ? { testId } : {})} />
        ))}
      </div>
    </Section>
  )
}

function stakedNote(network: Network, supply: Supply): string {
  if (supply.staked === '0' && has(network, 'dgrid-nodes')) return 'only nodes stake here'
  return `${percent(BigInt(supply.stakedRatioBps), 10_000n)} of what is not burned`
}

type Field = 'nodeStake' | 'escrow' | 'treasury' | 'governance' | 'rewards' | 'locked' | 'issued'

/** Only what the network has: a figure that is always zero tells nothing. */
function lesser(network: Network): { name: string; field: Field; testId?: string }[] {
  return [
    { name: 'Ever issued', field: 'issued' },
    ...(has(network, 'dgrid-nodes') ? [{ name: 'Node stake', field: 'nodeStake' as const }] : []),
    ...(has(network, 'dgrid-bill') ? [{ name: 'In escrow', field: 'escrow' as const }] : []),
    { name: 'Treasury', field: 'treasury' },
    ...(has(network, 'votes') ? [{ name: 'Governance', field: 'governance' as const }] : []),
    { name: 'Rewards', field: 'rewards' },
    { name: 'Vesting', field: 'locked' },
  ]
}
