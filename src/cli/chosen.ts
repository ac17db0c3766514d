import type { Env } from '../config/env'
import { loadProfile, type Profile } from '../config/profile'
import { AssayError } from '../errors'

/** A block number given as an option. @throws AssayError E-USAGE */
export function blockNumber(option: string, text: string): number {
  if (/^\d{1,15}$/.test(text)) return Number(text)
  throw new AssayError('E-USAGE', `${option} ${text} is not a block number`, { next: 'Give 0 or more.' })
}

/** Blocks given as `FROM-TO`, both included. @throws AssayError E-USAGE */
export function blockRange(option: string, text: string): { from: number; to: number } {
  const [from, to, more] = text.split('-')
  if (from !== undefined && to !== undefined && more === undefined)
    return { from: blockNumber(option, from), to: blockNumber(option, to) }
  throw new AssayError('E-USAGE', `${option} ${text} is not a range of blocks`, { next: 'Give two numbers: 100-200.' })
}

/** A whole number given as an option. @throws AssayError E-USAGE */
export function whole(option: string, text: string, low: number, high: number): number {
  const value = Number(text)
  if (/^\d{1,15}$/.test(text) && value >= low && value <= high) return value
  throw new AssayError('E-USAGE', `${option} ${text} is not a whole number, ${low} to ${high}`, {
    next: `Give a whole number, ${low} to ${high}.`,
  })
}

/** The profiles a command is about: all, or the one that was named. @throws AssayError E-NETWORK */
export function chosenProfiles(env: Env, network: string | undefined): Profile[] {
  const profiles = env.profileFiles.map((file) => loadProfile(file, env.variables))
  const wanted = network === undefined ? profiles : profiles.filter(({ name }) => name === network)
  if (wanted.length > 0) return wanted
  throw new AssayError('E-NETWORK', `no profile of ASSAY_PROFILES${network ? ` is named ${network}` : ''}`, {
    next: profiles.length
      ? `There are: ${profiles.map(({ name }) => name).join(', ')}.`
      : 'Set ASSAY_PROFILES, or ASSAY_DATA to the folder of a running `assay up`.',
  })
}
