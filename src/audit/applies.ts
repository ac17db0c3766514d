import { contractsOf } from '../config/profile'
import type { AuditContext } from './check'

type Kind = Parameters<typeof contractsOf>[1]

/** Why a check of contract kinds cannot be asked of a network that has none of them. */
export const needsContract =
  (...kinds: readonly Kind[]) =>
  ({ network }: Pick<AuditContext, 'network'>) =>
    kinds.some((kind) => contractsOf(network.profile, kind).length > 0)
      ? undefined
      : `the profile has no contract of kind ${kinds.join(' or ')}`
