import * as erc20 from '../../abi/erc20'
import type { Node } from '../../chain/node'
import { MAX_DECIMALS, type Profile } from '../../config/profile'
import { ZERO_ADDRESS } from '../../economics/units'
import { orUnknown } from '../bounded'
import { codeAt, inOneLine, NOTHING, numberOf, textOf, viewOf, wordsOf } from '../contract'
import { type Line, note, ok, refuse } from '../line'

const views = {
  decimals: erc20.functions.decimals.encode({}),
  symbol: erc20.functions.symbol.encode({}),
  totalSupply: erc20.functions.totalSupply.encode({}),
  atZero: erc20.functions.balanceOf.encode({ account: ZERO_ADDRESS }),
  /** ERC-165: whether it is an ERC-721 */
  isNft: `0x01ffc9a7${'80ac58cd'.padEnd(64, '0')}`,
  /** ERC-1822: where a proxy keeps the address of its code */
  proxiable: '0x52d1902d',
}

/** undefined where the node does not say, null where there is none. */
export interface TokenFacts {
  readonly hasCode: boolean | undefined
  readonly decimals: number | null | undefined
  readonly symbol: string | null | undefined
  readonly totalSupply: bigint | null | undefined
  /** what it credits 0x0 with */
  readonly atZero: bigint | null | undefined
  /** what it is instead, where it says so */
  readonly instead?: string
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
  const totalSupply = whole(supply)
  const isNft = digits === null && totalSupply !== null && numberOf((await ask(views.isNft)) ?? NOTHING) === 1n
  const isBehind = totalSupply === 0n && (await isBehindProxy(node, token))
  return {
    hasCode: code === undefined ? undefined : code !== NOTHING,
    decimals: digits === undefined || digits === null ? digits : Number(digits),
    symbol: symbol === undefined ? undefined : (textOf(symbol) ?? null),
    totalSupply,
    atZero: whole(atZero),
    ...(isNft && { instead: 'an ERC-721' }),
    ...(isBehind && { instead: 'the code behind a proxy' }),
  }
}

/** What says where a proxy keeps the address of its code, and keeps none there, is such code. */
async function isBehindProxy(node: Node, token: Profile['token']['address']): Promise<boolean> {
  const slot = await viewOf(node, token, views.proxiable)
  if (slot === undefined || wordsOf(slot) !== 1) return false
  const kept = await orUnknown(node.ask<string | null>('eth_getStorageAt', [token, slot, 'latest']))
  return /^0x0*$/.test(kept ?? '')
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
  // Of the code behind a proxy all that the proxy keeps is empty.
  const isBlank = facts.totalSupply === 0n && (facts.symbol === '' || (facts.decimals === 0 && decimals > 0))
  const instead = facts.instead ?? (isBlank ? 'without supply, symbol or decimals' : undefined)
  if (instead !== undefined)
    return [
      refuse(field, `${address}, ${instead}`, 'the ERC-20', 'its address; where it has a proxy, that of the proxy'),
    ]
  const there = ok(field, `an ERC-20 at ${address}`)
  if (facts.decimals === null || facts.decimals === undefined)
    return [there, note('token.decimals', 'no answer of decimals(); the profile stands')]
  if (facts.decimals === decimals) return [there, ok('token.decimals', `${decimals}`)]
  const write =
    facts.decimals > MAX_DECIMALS
      ? `another token: at most ${MAX_DECIMALS} are served`
      : `"decimals": ${facts.decimals}`
  return [there, refuse('token.decimals', `${decimals}`, `${facts.decimals}, as decimals() says`, write)]
}

/** What else a profile says of its token. */
export function figureLines({ token }: Profile, facts: TokenFacts): Line[] {
  const lines: Line[] = []
  if (facts.symbol === null) lines.push(note('token.symbol', 'no answer of symbol(); the profile stands'))
  else if (facts.symbol === '') lines.push(note('token.symbol', 'symbol() is empty; the profile stands'))
  else if (facts.symbol !== undefined)
    lines.push(
      facts.symbol === inOneLine(token.symbol)
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
