import type { Profile } from '../config/profile'
import { AssayError } from '../errors'
import { asText, type Line } from './line'

/** @throws AssayError E-PREFLIGHT, or E-POOL-TOKEN, with every field that is wrong and what to write */
export function refuseMistakes({ name }: Profile, lines: readonly Line[]): void {
  const refused = lines.filter(({ severity }) => severity === 'refuse')
  if (refused.length === 0) return
  const text = refused.map((line) => `\n  ${asText(line)}`).join('')
  const options = {
    next: 'Write that into the profile and start again; assay doctor --profile FILE shows every line.',
    details: { refused },
  }
  if (refused.some(({ isPool }) => isPool))
    throw new AssayError('E-POOL-TOKEN', `a staking pool of ${name} is not one of its token:${text}`, options)
  throw new AssayError('E-PREFLIGHT', `the profile ${name} is not that of its chain:${text}`, options)
}
