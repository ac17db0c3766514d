import { emissions } from './deepnode-emissions/emissions'
import { work } from './deepnode-emissions/work'
import { domains } from './deepnode-router/handlers'
import { poolRewards } from './destra-pool/rewards'
import { staking } from './destra-pool/staking'
import { poolState } from './destra-pool/state'
import { bills } from './dgrid-bill/handlers'
import { nodes } from './dgrid-nodes/handlers'
import type { Handlers } from './handler'
import { distributions } from './merkle-distributor/handlers'
import { revenue } from './revenue-vault/handlers'
import { prices } from './uniswap-v2/handlers'
import { usage } from './usage-burner/handlers'
import { votes } from './votes/handlers'

/** One file per event family. A kind without a handler is kept in the event log and changes nothing else. */
export const handlers: Handlers = {
  ...staking,
  ...poolRewards,
  ...poolState,
  ...revenue,
  ...usage,
  ...distributions,
  ...bills,
  ...nodes,
  ...votes,
  ...domains,
  ...prices,
  ...emissions,
  ...work,
}
