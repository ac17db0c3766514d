import { AssayError } from '../errors'
import { rpcPrefix } from './settingKind'

/** E-RPC of a network whose node nobody has named. */
export function endpointMissing(network: string): AssayError {
  return new AssayError('E-RPC', `network ${network} has no RPC endpoint`, {
    next: `Set ${rpcPrefix(network)}_HTTP, or "rpc" in its profile.`,
  })
}
