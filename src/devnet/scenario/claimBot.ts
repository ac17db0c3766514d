import { setTimeout as sleep } from 'node:timers/promises'
import { type Address, address } from '../../economics/units'
import type { RpcClient } from '../chain/rpc'
import type { Wish } from '../chain/transaction'
import { distributor } from './calls'

/** Unhurried: a year of distributions is some thousand claims, and they are there to be watched. */
const EVERY_MS = 4_000
const CLAIMS_PER_ROUND = 3
/** A distribution of the devnet has some hundred shares; twenty are enough to find who has not claimed. */
const SHARES = 200
const DISTRIBUTIONS = 20
/** The API answers in milliseconds; a busy start gets a thousand times as much. */
const TIMEOUT_MS = 10_000
const CLAIM_GAS = 300_000

interface DistributionEntry {
  readonly id: string
  readonly status: string
  readonly shares: { readonly edges: readonly { readonly node: { readonly account: string } }[] }
}

interface Proof {
  readonly distributor: string | null
  readonly programId: string
  readonly periodNumber: string
  readonly amount: string
  readonly proof: readonly string[]
  readonly claimed: boolean
}

export const LIST = `query ($network: String!, $first: Int!, $shares: Int!) {
  distributions(network: $network, first: $first, where: { program_eq: "destra.stakers.monthly" }) {
    edges { node { id status shares(first: $shares) { edges { node { account } } } } }
  }
}`
export const PROOF = `query ($id: ID!, $account: Address!) {
  distribution(id: $id) { proof(address: $account) { distributor programId periodNumber amount proof claimed } }
}`

/** Scripted stakers who claim what the API says is theirs, with the proof the API gives them. */
export class ClaimBot {
  readonly #settled = new Set<string>()
  #ready: Wish[] = []

  /** @param stakers who may claim: the node impersonates them */
  constructor(
    private readonly endpoint: string,
    private readonly rpc: RpcClient,
    private readonly stakers: ReadonlySet<Address>,
  ) {}

  /** Claims that are ready to be mined; each is given once. */
  claims(): Wish[] {
    return this.#ready.splice(0)
  }

  /** Looks for claims until `stopped`. An API that is not there yet, or not any more, is nothing to speak of. */
  async run(stopped: AbortSignal): Promise<void> {
    while (!stopped.aborted) {
      await this.round().catch(() => undefined)
      await sleep(EVERY_MS, undefined, { signal: stopped }).catch(() => undefined)
    }
  }

  /** @throws when the API does not answer */
  async round(): Promise<void> {
    const variables = { network: 'devnet-destra', first: DISTRIBUTIONS, shares: SHARES }
    const { distributions } = await this.#ask<{ distributions: { edges: { node: DistributionEntry }[] } }>(
      LIST,
      variables,
    )
    const open = distributions.edges.map(({ node }) => node).filter(({ status }) => status === 'published')
    for (const { id, shares } of open)
      for (const { node } of shares.edges) {
        if (this.#ready.length >= CLAIMS_PER_ROUND) return
        const account = address(node.account)
        if (this.stakers.has(account) && !this.#settled.has(`${id} ${account}`)) await this.#prepare(id, account)
      }
  }

  async #prepare(id: string, account: Address): Promise<void> {
    const { distribution } = await this.#ask<{ distribution: { proof: Proof | null } | null }>(PROOF, { id, account })
    this.#settled.add(`${id} ${account}`)
    const proof = distribution?.proof
    if (!proof?.distributor || proof.claimed) return
    const { programId, periodNumber, amount } = proof
    const data = distributor.claim(programId, BigInt(periodNumber), account, BigInt(amount), proof.proof)
    const to = address(proof.distributor)
    // The API lags a few blocks behind the chain: only the contract knows whether it would still pay.
    const [trial] = await this.rpc.outcomes([{ method: 'eth_call', params: [{ from: account, to, data }, 'latest'] }])
    if (trial!.ok) this.#ready.push({ from: account, to, data, gas: CLAIM_GAS, label: `claim ${id}` })
  }

  async #ask<T>(query: string, variables: Record<string, unknown>): Promise<T> {
    const response = await fetch(this.endpoint, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'graphql-require-preflight': '1' },
      body: JSON.stringify({ query, variables }),
      signal: AbortSignal.timeout(TIMEOUT_MS),
    })
    const { data, errors } = (await response.json()) as { data?: T | null; errors?: { message: string }[] }
    if (!data) throw new Error(errors?.[0]?.message ?? `HTTP ${response.status}`)
    return data
  }
}
