import type { RefinementCtx } from 'zod'

interface Given {
  readonly programs: readonly string[]
  readonly campaigns: readonly { readonly name: string }[]
  readonly cumulative: readonly string[]
  readonly contracts: Readonly<Record<string, { readonly kind: string }>>
}

/** A program is paid cumulatively only where it is closed at all, and where there is a contract that pays so. */
export function cumulativePrograms({ programs, campaigns, cumulative, contracts }: Given, ctx: RefinementCtx): void {
  const refuse = (path: (string | number)[], message: string) => ctx.addIssue({ code: 'custom', path, message })
  const closed = new Set(programs.map((entry) => entry.split('@')[0]))
  if (closed.has('campaign')) for (const { name } of campaigns) closed.add(`campaign.${name}`)
  cumulative.forEach((name, at) => {
    const path = ['cumulative', at]
    if (name === 'campaign') refuse(path, 'a campaign has a name of its own: campaign.NAME')
    else if (!closed.has(name)) refuse(path, 'is none of programs')
    else if (cumulative.indexOf(name) < at) refuse(path, 'is in the list twice')
  })
  const isPayable = Object.values(contracts).some(({ kind }) => kind === 'cumulative-distributor')
  if (cumulative.length > 0 && !isPayable) refuse(['cumulative'], 'needs a contract of kind cumulative-distributor')
}
