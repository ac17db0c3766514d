import { z } from 'zod'
import { payeeField } from './fields'

/** The distributor keeps a window as seconds in a uint32. */
const LONGEST_DAYS = Math.floor((2 ** 32 - 1) / 86_400)

/** When what is published of a program can be claimed no more, and who is paid what nobody has. */
export const expiry = z.strictObject({
  /** from a distribution's publication on */
  days: z.number().int().min(1, 'must be a day or more').max(LONGEST_DAYS, 'is more than the distributor keeps'),
  to: payeeField,
})
export type Expiry = Readonly<z.output<typeof expiry>>

/** A program that its network's own contract pays: no distributor of ours holds anything of it. */
const PAID_BY_CONTRACT = 'destra.pool'

interface Named {
  readonly expiry: Readonly<Record<string, Expiry>>
  readonly programs: readonly string[]
  readonly campaigns: readonly { readonly name: string }[]
  readonly cumulative: readonly string[]
  readonly contracts: Readonly<Record<string, { readonly address: string; readonly kind: string }>>
  readonly token: { readonly burnSinks: readonly string[] }
}

/** Programs whose expiry cannot be, and the field and reason of each. */
export function impossibleExpiries({ expiry, programs, campaigns, cumulative, contracts, token }: Named) {
  const named = new Set(programs.map((entry) => entry.split('@')[0]!))
  if (named.delete('campaign')) for (const { name } of campaigns) named.add(`campaign.${name}`)
  const distributors = Object.values(contracts).filter(({ kind }) => kind === 'merkle-distributor')
  return Object.entries(expiry).flatMap(([program, { to }]): [path: string[], why: string][] => {
    if (program === PAID_BY_CONTRACT)
      return [[[program], 'is paid by its own contract, which lets nobody take back what is unclaimed']]
    if (!named.has(program))
      return [[[program], `is none of the profile's programs: ${[...named].join(', ') || 'none'}`]]
    if (cumulative.includes(program))
      return [[[program], 'is paid cumulatively: one claim takes all periods, and none of them ends']]
    if (distributors.length === 0) return [[[program], 'needs a contract of kind merkle-distributor']]
    if (distributors.some(({ address }) => address === to))
      return [[[program, 'to'], 'is the distributor itself: nobody could have it']]
    if (token.burnSinks.some((sink) => sink === to)) return [[[program, 'to'], 'is a burn sink: nobody could have it']]
    return []
  })
}
