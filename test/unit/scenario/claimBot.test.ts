import http from 'node:http'
import { createRequire } from 'node:module'
import type { AddressInfo } from 'node:net'
import { createSchema } from 'graphql-yoga'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { typeDefs } from '../../../src/api/typeDefs'
import { actor } from '../../../src/devnet/accounts'
import type { RpcClient, RpcOutcome } from '../../../src/devnet/chain/rpc'
import { distributor } from '../../../src/devnet/scenario/calls'
import { ClaimBot, LIST, PROOF } from '../../../src/devnet/scenario/claimBot'

// The very module that yoga's schema is made with; an import would get graphql's other build.
const { parse, validate } = createRequire(__filename)('graphql') as typeof import('graphql')

const [ann, bob, stranger] = [0, 1, 99].map((at) => actor('destra', 'staker', at))
const contract = actor('destra', 'distributor', 0)
const [programId, leaf] = [`0x${'11'.repeat(32)}`, `0x${'22'.repeat(32)}`]

describe('claim bot', () => {
  let api: http.Server
  let claimed: string[]
  let published: string
  let trial: RpcOutcome<unknown>
  beforeEach(async () => {
    ;[claimed, published, trial] = [[], 'published', { ok: true, result: '0x' }]
    api = http.createServer((request, response) => {
      const chunks: Buffer[] = []
      request.on('data', (chunk: Buffer) => chunks.push(chunk))
      request.on('end', () => {
        const { query, variables } = JSON.parse(Buffer.concat(chunks).toString())
        response.end(JSON.stringify({ data: query === LIST ? list() : proofOf(variables.account) }))
      })
    })
    await new Promise<void>((resolve) => api.listen(0, '127.0.0.1', resolve))
  })
  afterEach(() => new Promise((resolve) => api.close(resolve)))

  function list() {
    const edges = [stranger, ann, bob].map((account) => ({ node: { account } }))
    return { distributions: { edges: [{ node: { id: 'd', status: published, shares: { edges } } }] } }
  }

  function proofOf(account: string) {
    const rest = { programId, periodNumber: '202609', amount: '70', proof: [leaf], claimed: claimed.includes(account) }
    return { distribution: { proof: { distributor: contract, ...rest } } }
  }

  function bot(): ClaimBot {
    const { port } = api.address() as AddressInfo
    const rpc = { outcomes: async () => [trial] } as unknown as RpcClient
    return new ClaimBot(`http://127.0.0.1:${port}/graphql`, rpc, new Set([ann!, bob!]))
  }

  it('asks for what the API has', () => {
    const schema = createSchema({ typeDefs: [...typeDefs] })
    for (const query of [LIST, PROOF]) expect(validate(schema, parse(query))).toEqual([])
  })

  it('claims once for each scripted staker, with the proof it was given', async () => {
    const some = bot()
    await some.round()
    await some.round()
    const data = (account: string) => distributor.claim(programId, 202_609n, account, 70n, [leaf])
    expect(some.claims().map(({ from, to, data }) => ({ from, to, data }))).toEqual([
      { from: ann, to: contract, data: data(ann!) },
      { from: bob, to: contract, data: data(bob!) },
    ])
    expect(some.claims()).toEqual([])
  })

  it('leaves alone what is claimed, what is not published and what the contract would refuse', async () => {
    claimed = [ann!]
    const some = bot()
    await some.round()
    expect(some.claims().map(({ from }) => from)).toEqual([bob])

    trial = { ok: false, message: 'execution reverted' }
    const refused = bot()
    await refused.round()
    expect(refused.claims()).toEqual([])
    ;[trial, published] = [{ ok: true, result: '0x' }, 'approved']
    const early = bot()
    await early.round()
    expect(early.claims()).toEqual([])
  })
})
