import { chainIdOf, headNumber } from '../chain/blocks'
import type { Node } from '../chain/node'
import type { Profile } from '../config/profile'
import { rpcPrefix } from '../config/settingKind'
import { AssayError } from '../errors'
import { bounded, orUnknown } from './bounded'
import { codeAt, NOTHING } from './contract'
import { type Line, note, ok, refuse } from './line'
import { revenueLines, sinkLines } from './profile/accounts'
import { contractLines } from './profile/contracts'
import { issuanceLines } from './profile/issuance'
import { finalityLine, startLines } from './profile/start'
import { figureLines, tokenFacts, tokenLines } from './profile/token'
import { endpointLines, writtenLines } from './profile/written'

/**
 * How much of a profile is still to be decided: all of it, or what stays so for a network that is indexed already.
 * `archived`: all, but for old logs, which do not come from the node.
 */
export type Scope = 'whole' | 'archived' | 'resumed'

/** `away`: nobody answers. `starting`: a local chain on which nothing has been deployed yet, or a node that syncs. */
export type Outcome =
  | { readonly state: 'away'; readonly why: string }
  | { readonly state: 'starting' | 'looked'; readonly lines: readonly Line[] }

/** A chain of more blocks was used for something, and a contract that is not on it is on another one. */
const STARTING_BLOCKS = 16
/** Each of a profile's contracts takes three or four, and one that is not of its kind nine more; a bisection takes 30. */
const BOUNDS = { requests: 120, ms: 8_000, inFlight: 8 }
/** Where nobody waits for it, a node that is busy has the time to answer all. */
export const PATIENT_MS = 60_000

/** Compares a profile with what its chain says at the head. Changes nothing. */
export async function checkProfile(
  profile: Profile,
  asked: Node,
  scope: Scope = 'whole',
  ms = BOUNDS.ms,
): Promise<Outcome> {
  const written = scope === 'resumed' ? endpointLines(profile) : await writtenLines(profile)
  if (written.length > 0) return { state: 'looked', lines: written }
  const node = bounded(asked, { ...BOUNDS, ms })
  const outcome = await look(profile, node, scope)
  if (!node.gaveUp || (outcome.state === 'looked' && outcome.lines.some(({ severity }) => severity === 'refuse')))
    return outcome
  return { state: 'away', why: `the node is busy: it refused ${node.busy} of ${node.asked} requests (${node.words})` }
}

async function look(profile: Profile, node: Node, scope: Scope): Promise<Outcome> {
  const chain = await chainLine(profile, node)
  if (typeof chain === 'string') return { state: 'away', why: chain }
  if (chain.severity === 'refuse') return { state: 'looked', lines: [chain] }
  const facts = await tokenFacts(node, profile.token.address)
  const token = [chain, ...tokenLines(profile, facts)]
  if (scope === 'resumed') return { state: 'looked', lines: token }
  const head = await orUnknown(headNumber(node))
  if (head === undefined) return { state: 'away', why: 'the node tells no head' }
  if (facts.hasCode === false && (await isStarting(profile, node, head)))
    return { state: 'starting', lines: [note('token.address', `no contract at ${profile.token.address} yet`)] }
  const rest = await Promise.all([
    facts.hasCode === false ? belowHead(profile, head) : startLines(profile, node, head),
    scope === 'whole' && (await isFirst(profile, node)) ? issuanceLines(profile, node) : [],
    figureLines(profile, facts),
    contractLines(profile, node),
    sinkLines(profile, node),
    revenueLines(profile, node),
  ])
  return { state: 'looked', lines: [...token, finalityLine(profile, head), ...rest.flat()] }
}

/** A text: why there is no answer. */
async function chainLine({ chainId, name }: Profile, node: Node): Promise<Line | string> {
  try {
    const found = await chainIdOf(node)
    if (found === chainId) return ok('chainId', `${chainId}`)
    const write = `"chainId": ${found}, or an endpoint of chain ${chainId} in ${rpcPrefix(name)}_HTTP`
    return refuse('chainId', `${chainId}`, `${found}, as eth_chainId says`, write)
  } catch (error) {
    if (!(error instanceof AssayError)) throw error
    return error.message
  }
}

/** Where the token has no code there is nothing to bisect. */
function belowHead({ startBlock }: Profile, head: number): Line[] {
  if (startBlock <= head) return []
  return [refuse('startBlock', `${startBlock}, above the head`, `at most ${head}`, '"startBlock": 0')]
}

/** Whether the token is not older than the first block. */
async function isFirst({ startBlock, token }: Profile, node: Node): Promise<boolean> {
  return startBlock > 0 && (await codeAt(node, token.address, startBlock - 1)) === NOTHING
}

async function isStarting({ contracts }: Profile, node: Node, head: number): Promise<boolean> {
  const syncing = await orUnknown(node.ask<unknown>('eth_syncing', []))
  if (typeof syncing === 'object' && syncing !== null) return true
  if (head > STARTING_BLOCKS) return false
  const codes = await Promise.all(Object.values(contracts).map(({ address }) => codeAt(node, address)))
  return codes.every((code) => code === undefined || code === NOTHING)
}
