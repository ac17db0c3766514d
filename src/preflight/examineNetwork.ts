import { hostOf } from '../chain/nodeError'
import type { Profile } from '../config/profile'
import { rpcPrefix } from '../config/settingKind'
import { checkLimits, checkNode } from './checkNode'
import { checkProfile } from './checkProfile'
import { type Line, ok, refuse } from './line'
import { askedAt } from './preflight'
import { endpointLines } from './profile/written'

/** Every line of a network, for a person. Changes nothing. */
export async function examineNetwork(profile: Profile): Promise<Line[]> {
  const variable = `${rpcPrefix(profile.name)}_HTTP`
  const { rpcUrl } = profile
  if (rpcUrl === undefined)
    return [refuse('rpc', 'no endpoint', 'the URL of a node', `${variable}=https://…, or rpc in the profile`)]
  const mistyped = endpointLines(profile)
  if (mistyped.length > 0) return mistyped
  const asked = askedAt(rpcUrl)
  const outcome = await checkProfile(profile, asked.node)
  if (outcome.state === 'away') return [refuse('rpc', outcome.why, 'an answer', `${variable}, and mend the way to it`)]
  // A key is often part of the path: only the host is shown.
  const lines = [ok('rpc', hostOf(rpcUrl)), ...outcome.lines]
  if (outcome.lines.some(({ field, severity }) => field === 'chainId' && severity === 'refuse')) return lines
  const [ofNode, limits] = await Promise.all([checkNode(profile, asked), checkLimits(profile, asked)])
  return [...lines, ...ofNode, ...limits]
}
