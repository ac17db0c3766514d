import * as erc20 from '../abi/erc20'
import { headNumber } from '../chain/blocks'
import type { Node } from '../chain/node'
import type { Profile } from '../config/profile'
import type { BlockNumber } from '../economics/units'
import { AssayError } from '../errors'
import { bounded, orUnknown } from './bounded'
import { codeAt, hex, NOTHING, numberOf, viewOf } from './contract'
import type { Endpoint } from './endpoints'
import { type Line, note, ok, refuse } from './line'

/** Blocks so deep are the same at all endpoints of a chain, also of one that forks now and then. */
const DEEP = 128
/** Half a dozen questions, which hold up the first block no longer than the preferred endpoint does. */
const BOUNDS = { requests: 12, ms: 3_000, inFlight: 4 }
const DECIMALS = erc20.functions.decimals.encode({})

/** What endpoints of one chain tell alike; undefined where one does not say. */
interface Facts {
  readonly height: BlockNumber
  /** null: it has no such block yet */
  readonly hash: string | null | undefined
  readonly hasCode: boolean | undefined
  readonly decimals: bigint | undefined
}

/** What the others must tell too. */
export async function factsAt(profile: Profile, { node: asked }: Endpoint): Promise<Facts | undefined> {
  const node = bounded(asked, BOUNDS)
  const head = await orUnknown(headNumber(node))
  return head === undefined ? undefined : factsOf(profile, node, Math.max(0, head - DEEP))
}

/** An endpoint that may take the place of another, or has a word on its blocks, beside that one. */
export async function agreementLine(
  profile: Profile,
  { field, host, url, node: asked }: Endpoint,
  reference: Promise<Facts | undefined>,
): Promise<Line> {
  if (!URL.canParse(url)) return refuse(field, 'no URL', 'the URL of a node', `it into ${field}, or take it out`)
  const { chainId, token } = profile
  const other = (found: string, wanted: string) =>
    refuse(field, `${host}, ${found}`, wanted, `an endpoint of chain ${chainId} in its place, or take it out`)
  const node = bounded(asked, BOUNDS)
  try {
    const found = Number(await node.ask<string>('eth_chainId', []))
    if (found !== chainId) return other(`of chain ${found}, as eth_chainId says`, `chain ${chainId}`)
  } catch (error) {
    if (!(error instanceof AssayError)) throw error
    return note(field, error.message, 'it is asked for its chain before it takes the place of another')
  }
  const there = await reference
  if (there === undefined) return note(field, `${host}, with nothing to compare it with`)
  const { height, ...here } = await factsOf(profile, node, there.height)
  if (here.hash === null) return note(field, `${host}, without block ${height}: it is behind, and not asked yet`)
  if (differ(here.hash, there.hash))
    return other(`whose block ${height} is ${here.hash}`, `${there.hash}, as the endpoint before it says`)
  if (differ(here.hasCode, there.hasCode))
    return other(`${here.hasCode ? 'a' : 'no'} contract at ${token.address}`, 'what the endpoint before it says')
  if (differ(here.decimals, there.decimals))
    return other(`where decimals() is ${here.decimals}`, `${there.decimals}, as the endpoint before it says`)
  return ok(field, `${host}, of the same chain`)
}

function differ<T>(here: T | undefined, there: T | undefined): boolean {
  return here !== undefined && there !== undefined && here !== there
}

async function factsOf({ token }: Profile, node: Node, height: BlockNumber): Promise<Facts> {
  const [block, code, decimals] = await Promise.all([
    orUnknown(node.ask<{ hash?: string } | null>('eth_getBlockByNumber', [hex(height), false])),
    codeAt(node, token.address),
    viewOf(node, token.address, DECIMALS),
  ])
  return {
    height,
    hash: block === null ? null : block?.hash?.toLowerCase(),
    hasCode: code === undefined ? undefined : code !== NOTHING,
    decimals: decimals === undefined ? undefined : numberOf(decimals),
  }
}
