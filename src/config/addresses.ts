import type { RefinementCtx } from 'zod'
import type { Address } from '../economics/units'

interface Named {
  readonly address: Address
}

interface Given {
  readonly token: Named & { readonly burnSinks: readonly Address[]; readonly excludedFromCirculating: readonly Named[] }
  readonly contracts: Readonly<Record<string, Named>>
  readonly accounts: readonly Named[]
  readonly buybackAddresses: readonly Address[]
}

/** Refuses addresses that are two things at once: what is at them would be counted twice, or as what it is not. */
export function oneMeaningEach({ token, contracts, accounts, buybackAddresses }: Given, ctx: RefinementCtx): void {
  const sinks = new Set(token.burnSinks)
  const burned = (path: (string | number)[], what: string) =>
    ctx.addIssue({ code: 'custom', path, message: `is a burn sink too: ${what}` })
  token.excludedFromCirculating.forEach(({ address }, at) => {
    const path = ['token', 'excludedFromCirculating', at, 'address']
    if (sinks.has(address)) burned(path, 'what is burned would be subtracted twice')
    else if (token.excludedFromCirculating.findIndex((each) => each.address === address) < at)
      ctx.addIssue({ code: 'custom', path, message: 'is in the list twice: it would be subtracted twice' })
  })
  token.burnSinks.forEach((sink, at) => {
    const path = ['token', 'burnSinks', at]
    if (sink === token.address)
      ctx.addIssue({ code: 'custom', path, message: 'is the token itself: what it holds it may send' })
    else if (token.burnSinks.indexOf(sink) < at) ctx.addIssue({ code: 'custom', path, message: 'is in the list twice' })
  })
  for (const [name, { address }] of Object.entries(contracts))
    if (sinks.has(address)) burned(['contracts', name, 'address'], 'what it holds is not burned')
  accounts.forEach(({ address }, at) => {
    if (sinks.has(address)) burned(['accounts', at, 'address'], 'what it holds is not burned')
  })
  buybackAddresses.forEach((address, at) => {
    if (sinks.has(address)) burned(['buybackAddresses', at], 'nothing is sent from there')
  })
  // An address is named once: it has one decoder and one class.
  const nameOf = new Map([[token.address, 'token']])
  const places = [
    ...Object.entries(contracts).map(([name, { address }]) => [['contracts', name, 'address'], address] as const),
    ...accounts.map(({ address }, at) => [['accounts', at, 'address'], address] as const),
  ]
  for (const [path, address] of places) {
    const other = nameOf.get(address)
    if (other) ctx.addIssue({ code: 'custom', path: [...path], message: `is ${address}, as ${other} already` })
    else nameOf.set(address, path.slice(0, 2).join('.'))
  }
}
