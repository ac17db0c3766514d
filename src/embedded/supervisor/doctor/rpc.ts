import { postAll } from '../../../chain/post'
import type { Profile } from '../../../config/profile'
import { rpcPrefix } from '../../../config/settingKind'
import { errorText, redact } from '../../../process/redaction'
import { type Check, note, ok, problem } from './check'

/** A public endpoint answers within a second or two; a range that takes longer is too wide for it anyway. */
const TIMEOUT_MS = 15_000
/** Widths of eth_getLogs that providers are known to cap at. */
const logRanges = [100_000, 10_000, 2_000, 500, 100] as const
/** totalSupply() */
const TOTAL_SUPPLY = '0x18160ddd'

type Ask = <T>(method: string, ...params: unknown[]) => Promise<T>

/** What the endpoint of a network can do: reach, chain, range of logs, states of the past. */
export async function checkRpc(profile: Profile): Promise<Check[]> {
  const id = (name: string) => `rpc.${profile.name}.${name}`
  const title = (name: string) => `${profile.name} ${name}`
  const variable = `${rpcPrefix(profile.name)}_HTTP`
  if (!profile.rpcUrl)
    return [problem(id('endpoint'), title('RPC'), 'no endpoint', `Set ${variable}=https://… or rpc in the profile.`)]
  const http = profile.rpcUrl.replace(/^ws/, 'http')
  if (!URL.canParse(http))
    return [problem(id('endpoint'), title('RPC'), 'the endpoint is no URL', `Set ${variable}=https://….`)]
  const ask: Ask = (method, ...params) => request(http, method, params)
  // A key is often part of the path: only the host is shown.
  const host = new URL(http).host
  let head: number
  try {
    const chainId = Number(await ask<string>('eth_chainId'))
    if (chainId !== profile.chainId) {
      const found = `${host} serves chain ${chainId}, the profile says ${profile.chainId}`
      return [problem(id('chain'), title('RPC'), found, `Give an endpoint of chain ${profile.chainId} in ${variable}.`)]
    }
    head = Number(await ask<string>('eth_blockNumber'))
  } catch (error) {
    const found = `${host} does not answer: ${errorText(error)}`
    return [problem(id('endpoint'), title('RPC'), found, `Check ${variable} and the way to it.`)]
  }
  return [
    ok(id('endpoint'), title('RPC'), `${host}, chain ${profile.chainId}, block ${head}`),
    await checkLogs(id('logs'), title('logs'), profile, head, ask),
    await checkArchive(id('archive'), title('archive'), profile, ask),
    await checkFinalized(id('finalized'), title('finality'), profile, ask),
  ]
}

async function checkLogs(id: string, title: string, profile: Profile, head: number, ask: Ask): Promise<Check> {
  let refusal = ''
  for (const blocks of logRanges) {
    const fromBlock = hex(Math.max(profile.startBlock, head - blocks + 1))
    try {
      await ask('eth_getLogs', { address: profile.token.address, fromBlock, toBlock: hex(head) })
      const found = `${blocks} blocks in one request`
      if (blocks > 2_000) return ok(id, title, found)
      return note(id, title, `${found}, no more: history will be slow`, 'A provider with a wider range is faster.')
    } catch (error) {
      refusal = errorText(error)
    }
  }
  return problem(id, title, `not even ${logRanges.at(-1)} blocks: ${refusal}`, 'Use another provider or plan.')
}

async function checkArchive(id: string, title: string, profile: Profile, ask: Ask): Promise<Check> {
  try {
    await ask('eth_call', { to: profile.token.address, data: TOTAL_SUPPLY }, hex(profile.startBlock + 1))
    return ok(id, title, `state at block ${profile.startBlock + 1} is there`)
  } catch (error) {
    const found = `no state at block ${profile.startBlock + 1}: ${errorText(error)}`
    return note(id, title, found, 'Indexing works; an audit of past blocks needs an archive node.')
  }
}

async function checkFinalized(id: string, title: string, profile: Profile, ask: Ask): Promise<Check> {
  const block = await ask<{ number: string } | null>('eth_getBlockByNumber', 'finalized', false).catch(() => null)
  if (block) return ok(id, title, `finalized is block ${Number(block.number)}`)
  return note(id, title, `no finalized block: ${profile.finalityConfirmation} confirmations count as final`)
}

function hex(number: number): string {
  return `0x${number.toString(16)}`
}

async function request<T>(url: string, method: string, params: readonly unknown[]): Promise<T> {
  const [answer] = await postAll(url, [{ method, params }], TIMEOUT_MS)
  if (answer!.error) throw new Error(redact(`${answer!.error.message}`).slice(0, 120))
  return answer!.result as T
}
