import type { Profile } from '../config/profile'
import { rpcPrefix } from '../config/settingKind'
import { checkEndpoints } from './checkEndpoints'
import { checkLimits, checkNode } from './checkNode'
import { PATIENT_MS } from './checkProfile'
import { type Endpoint, endpointsOf } from './endpoints'
import { type Line, refuse } from './line'
import { endpointLines } from './profile/written'

/** Every line of a network, for a person. Changes nothing. */
export async function examineNetwork(profile: Profile): Promise<Line[]> {
  const variable = `${rpcPrefix(profile.name)}_HTTP`
  const mistyped = endpointLines(profile)
  if (mistyped.length > 0) return mistyped
  const [first, ...others] = endpointsOf(profile)
  if (first === undefined)
    return [refuse('rpc', 'no endpoint', 'the URL of a node', `${variable}=https://…, or rpc in the profile`)]
  const outcome = await checkEndpoints(profile, [first, ...others], 'whole', PATIENT_MS)
  if (outcome.state === 'away') return [refuse('rpc', outcome.why, 'an answer', `${variable}, and mend the way to it`)]
  const { lines } = outcome
  if (lines.some(({ field, severity }) => field === 'chainId' && severity === 'refuse')) return [...lines]
  const sound = [first, ...others].filter(
    (each) => each.isRead && lines.some(({ field, severity }) => field === each.field && severity === 'ok'),
  )
  const ofNodes = await Promise.all(
    sound.map((each) => nodeLines(profile, each, each === first ? '' : `${each.field}.`)),
  )
  return [...lines, ...ofNodes.flat()]
}

/** What one endpoint proves and takes: with several, the least of them holds while that one is asked. */
async function nodeLines(profile: Profile, endpoint: Endpoint, prefix: string): Promise<Line[]> {
  const [ofNode, limits] = await Promise.all([checkNode(profile, endpoint), checkLimits(profile, endpoint)])
  return [...ofNode, ...limits].map((line) => ({ ...line, field: `${prefix}${line.field}` }))
}
