import { contractsOf } from '../config/profile'
import type { AuditContext } from './check'

type Kind = Parameters<typeof contractsOf>[1]

/** Why a check of a contract kind cannot be asked of a network that has none of it. */
export const needsContract =
  (kind: Kind) =>
  ({ network }: Pick<AuditContext, 'network'>) =>
    contractsOf(network.profile, kind).length > 0 ? undefined : `the profile has no contract of kind ${kind}`
