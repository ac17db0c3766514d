import { contractsOf } from '../../config/profile'
import { inTransaction } from '../../postgres/transaction'
import type { AuditCheck } from '../check'
import { distributionsAgain, poolAgain } from '../second'

export const second: AuditCheck = {
  id: 'second',
  title: 'every closed distribution is what a second implementation computes from the event log',
  why: 'A fault of the rules as they are written here, or of a report, would pay somebody another one’s ETH.',
  unasked: ({ network }) => (network.profile.programs.length > 0 ? undefined : 'the profile has no program'),
  run: ({ db, network, block }) =>
    inTransaction(db, () => distributionsAgain(db, network.profile, block), 'read-only snapshot'),
}

export const secondPool: AuditCheck = {
  id: 'second-pool',
  title: 'every claim and weight of the pool is what a second implementation computes from the event log',
  why: 'What the contract owes would be told otherwise than it is.',
  // Of the earlier generations there is one implementation.
  unasked: ({ network }) =>
    contractsOf(network.profile, 'destra-pool').some(({ generation }) => generation === 3)
      ? undefined
      : 'the profile has no pool of generation 3',
  run: ({ db, network, block }) => inTransaction(db, () => poolAgain(db, network.profile, block), 'read-only snapshot'),
}
