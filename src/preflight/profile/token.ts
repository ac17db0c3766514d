import * as erc20 from '../../abi/erc20'
import type { Node } from '../../chain/node'
import type { Profile } from '../../config/profile'
import { ZERO_ADDRESS } from '../../economics/units'
import { codeAt, NOTHING, numberOf, textOf, viewOf } from '../contract'
import { type Line, note, ok, refuse } from '../line'

const views = {
  decimals: erc20.functions.decimals.encode({}),
  symbol: erc20.functions.symbol.encode({}),
  totalSupply: erc20.functions.totalSupply.encode({}),
  atZero: erc20.functions.balanceOf.encode({ account: ZERO_ADDRESS }),
}

/** undefined where the node does not say, null where there is none. */
export interface TokenFacts {
  readonly hasCode: boolean | undefined
  readonly decimals: number | null | undefined
  readonly symbol: string | null | undefined
  readonly totalSupply: bigint | null | undefined
  /** what it credits 0x0 with */
  readonly atZero: bigint | null | undefined
}

export async function tokenFacts(node: Node, token: Profile['token']['address']): Promise<TokenFacts> {
  const ask = (data: string) => viewOf(node, token, data)
  const [code, decimals, symbol, supply, atZero] = await Promise.all([
    codeAt(node, token),
    ask(views.decimals),
    ask(views.symbol),
    ask(views.totalSupply),
    ask(views.atZero),
  ])
  const whole = (answer: typeof supply) => (answer === undefined ? undefined : (numberOf(answer) ?? null))
  const digits = whole(decimals)
  return {
    hasCode: code === undefined ? undefined : code !== NOTHING,
    decimals: digits === undefined || digits === null ? digits : Number(digits),
    symbol: symbol === undefined ? undefined : (textOf(symbol) ?? null),
    totalSupply: whole(supply),
    atZero: whole(atZero),
  }
}

/** Whether the token is there, and an ERC-20 with the profile's decimals. */
export function tokenLines(profile: Profile, facts: TokenFacts): Line[] {
  const { address, decimals } = profile.token
  const field = 'token.address'
  if (facts.hasCode === false)
    return [refuse(field, `no contract at ${address}`, 'the ERC-20', 'the address of the token on this chain')]
  if (facts.totalSupply === null)
    return [refuse(field, `${address} answers no totalSupply()`, 'an ERC-20', 'the address of the token')]
  if (facts.totalSupply === undefined)
    return [
      note(field, 'the node does no eth_call: nobody has confirmed the token', 'nothing, if the profile is right'),
    ]
  const there = ok(field, `an ERC-20 at ${address}`)
  if (facts.decimals === null || facts.decimals === undefined)
    return [there, note('token.decimals', 'no answer of decimals(); the profile stands')]
  if (facts.decimals === decimals) return [there, ok('token.decimals', `${decimals}`)]
  return [
    there,
    refuse('token.decimals', `${decimals}`, `${facts.decimals}, as decimals() says`, `"decimals": ${facts.decimals}`),
  ]
}

/** What else a profile says of its token. */
export function figureLines({ token }: Profile, facts: TokenFacts): Line[] {
  const lines: Line[] = []
  if (facts.symbol === null) lines.push(note('token.symbol', 'no answer of symbol(); the profile stands'))
  else if (facts.symbol !== undefined)
    lines.push(
      facts.symbol === token.symbol
        ? ok('token.symbol', token.symbol)
        : refuse(
            'token.symbol',
            token.symbol,
            `${facts.symbol}, as symbol() says`,
            `"symbol": ${JSON.stringify(facts.symbol)}`,
          ),
    )
  const { totalSupply, atZero } = facts
  if (token.max !== null && typeof totalSupply === 'bigint' && totalSupply > token.max)
    lines.push(
      refuse(
        'token.max',
        `${token.max}`,
        `at least totalSupply(), ${totalSupply}`,
        '"max": null, or what the token has',
      ),
    )
  if (token.burnReducesTotal && typeof atZero === 'bigint' && atZero > 0n)
    lines.push(
      refuse(
        'token.burnReducesTotal',
        `true, and the token credits 0x0 with ${atZero}`,
        'false: what is sent to 0x0 stays in totalSupply()',
        '"burnReducesTotal": false',
      ),
    )
  return lines
}
