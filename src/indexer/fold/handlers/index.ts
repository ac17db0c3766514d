import type { Handlers } from '../handler'
import { bills } from './bills'
import { distributions } from './distributions'
import { domains } from './domains'
import { emissions } from './emissions'
import { nodes } from './nodes'
import { poolRewards } from './poolRewards'
import { poolState } from './poolState'
import { prices } from './prices'
import { revenue } from './revenue'
import { staking } from './staking'
import { usage } from './usage'
import { votes } from './votes'
import { work } from './work'

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
