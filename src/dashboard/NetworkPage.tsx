import { Doubts } from './components/Doubts'
import { Introduction } from './components/Introduction'
import { WaitsForPerson } from './components/WaitsForPerson'
import type { Network } from './data/answers'
import type { ApiError } from './data/graphql'
import type { SupplyQuery } from './data/operations'
import { usePolled } from './data/usePolled'
import { catchingUp, has, yearEnd } from './network'
import { Bills } from './sections/Bills'
import { Burns } from './sections/Burns'
import { CheckAddress } from './sections/CheckAddress'
import { Emissions } from './sections/Emissions'
import { Figures } from './sections/Figures'
import { Findings } from './sections/Findings'
import { Jobs } from './sections/Jobs'
import { Ledger } from './sections/Ledger'
import { Nodes } from './sections/Nodes'
import { Pressure } from './sections/Pressure'
import type { SectionProps } from './sections/props'
import { Revenue } from './sections/Revenue'
import { Rewards } from './sections/Rewards'
import { Staking } from './sections/Staking'
import { StatusLine } from './sections/StatusLine'
import { SupplyOverTime } from './sections/SupplyOverTime'
import { yearEnding } from './time'

const supplyQuery = /* GraphQL */ `
  query Supply($network: String!, $block: BigInt) {
    supply(network: $network, block: $block) {
      block { number hash timestamp final }
      total max issued circulating burned burnedInTotal staked stakedRatioBps nodeStake escrow treasury governance
      rewards locked vestingPublished stale
      classes { class amount } excluded { label address amount }
      burnedBy { cause amount } issuedBy { cause amount }
      drift { class account cause amount }
      definitions { name formula unit source }
    }
  }`

/** The newest figures follow the chain. */
const SUPPLY_EVERY_MS = 2_000
/** Series are of final blocks and change once in a while; while history is being read they change all the time. */
const SERIES_EVERY_MS = 20_000
const SERIES_CATCHING_UP_MS = 5_000

export function NetworkPage({ network, apiError }: { network: Network; apiError: ApiError | null }) {
  const now = Date.now()
  const started = network.indexed !== null
  const supply = usePolled<SupplyQuery>(supplyQuery, started ? { network: network.name } : null, SUPPLY_EVERY_MS)
  const section: SectionProps = { network, everyMs: catchingUp(network, now) ? SERIES_CATCHING_UP_MS : SERIES_EVERY_MS }
  const year = { network: network.name, ...yearEnding(yearEnd(network, now)) }
  const stakes = has(network, 'destra-pool')
  const bills = has(network, 'dgrid-bill')
  const routes = has(network, 'deepnode-router')
  const earns = has(network, 'revenue-vault') || routes

  return (
    <div role="tabpanel" id="panel" aria-labelledby={`tab-${network.name}`}>
      <WaitsForPerson waiting={network.waiting} />
      <Introduction network={network} />
      <StatusLine network={network} apiError={apiError} />
      <Doubts doubts={network.doubts} pending={network.pending} />
      <Figures network={network} supply={supply.data?.supply ?? null} error={supply.error} />
      <SupplyOverTime {...section} year={year} />
      <Burns {...section} year={year} supply={supply.data?.supply ?? null} />
      {stakes && <Staking {...section} year={year} />}
      {bills && <Jobs network={network} />}
      {bills && <Bills {...section} year={year} />}
      {has(network, 'dgrid-nodes') && <Nodes {...section} />}
      {earns && <Revenue {...section} year={year} />}
      {has(network, 'deepnode-emissions') && <Emissions {...section} year={year} />}
      {routes && <Pressure everyMs={section.everyMs} year={year} />}
      {network.programs.length > 0 && <Rewards {...section} />}
      {network.programs.length > 0 && <CheckAddress network={network} />}
      <Ledger network={network} supply={supply.data?.supply ?? null} />
      <Findings {...section} />
    </div>
  )
}
