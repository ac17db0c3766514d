import { chainIdOf, headNumber } from '../chain/blocks'
import type { Node } from '../chain/node'
import { type ContractKind, MAX_DECIMALS, type ProfileInput } from '../config/profile'
import { rpcPrefix } from '../config/settingKind'
import { type Address, DEAD_ADDRESS, ZERO_ADDRESS } from '../economics/units'
import { AssayError } from '../errors'
import { markOf } from '../protocols'
import { usd as usdView } from '../protocols/deepnode-router/mark'
import { tokens as tokenViews } from '../protocols/uniswap-v2/mark'
import { birthOf } from './birth'
import { codeAt, NOTHING, viewOf, wordsOf } from './contract'
import { kindsOf } from './profile/contracts'
import { generationsOf } from './profile/generation'
import { tokenFacts } from './profile/token'

/** What a newcomer knows. */
export interface Known {
  readonly token: Address
  readonly rpcUrl: string
  readonly name: string | undefined
  readonly contracts: readonly Address[]
}

export interface Draft {
  readonly profile: ProfileInput
  /** what the chain does not say, or was taken as usual */
  readonly notes: readonly string[]
}

type Contracts = NonNullable<ProfileInput['contracts']>

/** A profile from what the chain says of a token. @throws AssayError E-PREFLIGHT where there is none, E-RPC */
export async function draftProfile({ token, rpcUrl, name: wanted, contracts }: Known, node: Node): Promise<Draft> {
  const notes: string[] = []
  const chainId = await chainIdOf(node)
  const head = await headNumber(node)
  const facts = await tokenFacts(node, token)
  if (facts.hasCode !== true || typeof facts.totalSupply !== 'bigint' || facts.instead !== undefined)
    throw new AssayError(
      'E-PREFLIGHT',
      `no ERC-20 answers at ${token} on chain ${chainId}${facts.instead === undefined ? '' : `: it is ${facts.instead}`}`,
      { next: 'Give the address of the token, and an endpoint of its chain.' },
    )
  if ((facts.decimals ?? 0) > MAX_DECIMALS)
    throw new AssayError('E-PREFLIGHT', `${token} has ${facts.decimals} decimals; at most ${MAX_DECIMALS} are served`, {
      next: 'Choose another token: figures of this one would not be right.',
    })
  if (facts.totalSupply === 0n)
    notes.push('totalSupply() is 0: if the token has a proxy, give the address of the proxy, or all figures are 0')
  if (typeof facts.decimals !== 'number') notes.push('decimals() does not answer: 18 is a guess')
  if (!facts.symbol) notes.push('symbol() does not answer: name it yourself')
  const symbol = facts.symbol || 'TOKEN'
  const name = wanted ?? nameOf(symbol, token)
  const birth = await birthOf(node, token, head)
  if (!birth.exact)
    notes.push(
      `startBlock 0: the node keeps no state older than block ${birth.block}; write the block of the token’s deployment, or all are read`,
    )
  const credits = typeof facts.atZero === 'bigint' && facts.atZero > 0n
  if (!credits)
    notes.push('burnReducesTotal is true, as of most tokens; false where what is sent to 0x0 stays in totalSupply()')
  const recognised = await recognise(contracts, token, node, notes)
  const usd = await assetOf(recognised, node)
  const key = mayHoldKey(rpcUrl)
  if (key) notes.push(`the endpoint may hold a key and is not written: set ${rpcPrefix(name)}_HTTP`)
  const profile: ProfileInput = {
    ...{ name, chainId, rpc: key ? `\${${rpcPrefix(name)}_HTTP}` : rpcUrl },
    startBlock: birth.exact ? birth.block : 0,
    token: {
      ...{ address: token, symbol, decimals: facts.decimals ?? 18 },
      burnSinks: [DEAD_ADDRESS, ZERO_ADDRESS],
      burnReducesTotal: !credits,
    },
    ...(Object.keys(recognised).length > 0 && { contracts: recognised }),
    ...(usd !== undefined && { revenueAsset: usd }),
  }
  return { profile, notes }
}

/** Lower-case letters, digits and `-`, as a profile's name must be. */
function nameOf(symbol: string, token: Address): string {
  const name = symbol
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^[^a-z]+|-+$/g, '')
    .slice(0, 32)
  return name.length > 1 ? name : `token-${token.slice(2, 10)}`
}

/** A provider's key is in its path, query or user. */
function mayHoldKey(url: string): boolean {
  const { username, password, pathname, search } = new URL(url)
  return Boolean(username || password || search || pathname !== '/')
}

async function recognise(
  addresses: readonly Address[],
  token: Address,
  node: Node,
  notes: string[],
): Promise<Contracts> {
  const found: Contracts = {}
  for (const address of addresses) {
    const code = await codeAt(node, address)
    const [kind] = code === NOTHING ? [] : await kindsOf(node, address, code)
    if (kind === undefined) notes.push(`${address} is of no kind that is known here: left out`)
    else if ((await isOf(kind, address, token, node)) === false)
      notes.push(`${address}, a ${kind}, is of another token: left out`)
    else found[freeName(kind, found)] = { address, kind, ...(await fieldsOf(kind, address, token, node, notes)) }
  }
  return found
}

async function isOf(kind: ContractKind, address: Address, token: Address, node: Node): Promise<boolean | undefined> {
  const view = markOf(kind).token
  const answer = view && (await viewOf(node, address, view.data))
  return answer === undefined || wordsOf(answer) !== 1 ? undefined : `0x${answer.slice(26)}` === token
}

async function fieldsOf(kind: ContractKind, address: Address, token: Address, node: Node, notes: string[]) {
  if (kind === 'uniswap-v2') {
    const second = await viewOf(node, address, tokenViews[1]!)
    return { tokenIndex: second !== undefined && `0x${second.slice(26)}` === token ? (1 as const) : (0 as const) }
  }
  if (kind !== 'destra-pool') return {}
  const may = await generationsOf(node, address, await codeAt(node, address))
  if (may.length > 1) notes.push(`${address}: a pool of generation ${may.join(' or ')}; the newest is taken`)
  return { generation: may.at(-1) as 1 | 2 | 3 }
}

function freeName(kind: ContractKind, taken: Contracts): string {
  const name = kind.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase())
  for (let n = 1; ; n++) {
    const tried = n === 1 ? name : `${name}${n}`
    if (!(tried in taken)) return tried
  }
}

/** What revenue is counted in: that of the router, where there is one. */
async function assetOf(contracts: Contracts, node: Node): Promise<string | undefined> {
  const router = Object.values(contracts).find(({ kind }) => kind === 'deepnode-router')
  const answer = router && (await viewOf(node, router.address as Address, usdView))
  return answer !== undefined && wordsOf(answer) === 1 ? `0x${answer.slice(26)}` : undefined
}
