import { StandardMerkleTree } from '@openzeppelin/merkle-tree'
import { decodeErrorResult, type Hex, keccak256, stringToBytes } from 'viem'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Random } from '../../src/devnet/scenario/random'
import { type Address, account, TestChain, ZERO } from '../support/anvil'
import type { TestContract } from '../support/contract'
import { seeds } from '../support/seeds'

const [OWNER, MALLORY] = [account(1), account(2)]
const PROGRAMS = ['destra.stakers.monthly', 'destra.nodes.monthly'].map((name) => keccak256(stringToBytes(name)))
const PERIODS = [202609n, 202610n]
const REPORT = keccak256(stringToBytes('report'))
const HOLDERS = 37
/** Calls of one request. */
const TOGETHER = 500

type Leaf = readonly [programId: Hex, period: bigint, account: Address, amount: bigint]
interface Claim {
  readonly leaf: Leaf
  readonly proof: readonly Hex[]
}

/** Two programs in two periods, with the same holders and other amounts. */
const trees = PROGRAMS.flatMap((program, at) =>
  PERIODS.map((period) =>
    StandardMerkleTree.of(
      Array.from({ length: HOLDERS }, (_, n): [...Leaf] => {
        const amount = BigInt(1 + ((n * 7_919 + at * 31 + Number(period % 10n)) % 1_000))
        return [program, period, account(100 + n), amount]
      }),
      ['bytes32', 'uint256', 'address', 'uint256'],
    ),
  ),
)

/** A claim as the tree proves it. */
function sound(random: Random): Claim & { readonly tree: (typeof trees)[number] } {
  const tree = random.pick(trees)
  const at = random.int(0, HOLDERS - 1)
  const leaf = [...tree.entries()][at]![1] as unknown as Leaf
  return { leaf, proof: tree.getProof(at) as Hex[], tree }
}

const flipped = (random: Random, word: Hex): Hex => {
  const at = random.int(2, word.length - 1)
  const digit = (Number.parseInt(word[at]!, 16) ^ random.int(1, 15)).toString(16)
  return `${word.slice(0, at)}${digit}${word.slice(at + 1)}` as Hex
}
const swapped = (random: Random, proof: readonly Hex[]): Hex[] => {
  const at = random.int(0, proof.length - 2)
  return proof.with(at, proof[at + 1]!).with(at + 1, proof[at]!)
}

/** Every way we know to pass off what a tree does not hold. */
const forgeries: Readonly<Record<string, (random: Random, claim: ReturnType<typeof sound>) => Claim>> = {
  'another amount': (random, { leaf: [program, period, who, amount], proof }) => {
    const more = random.pick([1n, -1n, amount, 2n ** 128n, 2n ** 255n])
    return { leaf: [program, period, who, amount + more], proof }
  },
  'another account': (random, { leaf: [program, period, who, amount], proof }) => {
    const other = random.chance(0.5) ? MALLORY : account(100 + ((Number(BigInt(who)) + 1) % HOLDERS) + HOLDERS)
    return { leaf: [program, period, other, amount], proof }
  },
  'the other period': (_, { leaf: [program, period, who, amount], proof }) => ({
    leaf: [program, PERIODS.find((each) => each !== period)!, who, amount],
    proof,
  }),
  'the other program': (_, { leaf: [program, period, who, amount], proof }) => ({
    leaf: [PROGRAMS.find((each) => each !== program)!, period, who, amount],
    proof,
  }),
  'the proof of another leaf': (random, { leaf, tree }) => {
    const own = [...tree.entries()].findIndex(([, [, , who]]) => who === leaf[2])
    return { leaf, proof: tree.getProof((own + random.int(1, HOLDERS - 1)) % HOLDERS) as Hex[] }
  },
  'a proof cut short': (random, { leaf, proof }) => {
    const cut = random.int(1, proof.length)
    return { leaf, proof: random.chance(0.5) ? proof.slice(0, -cut) : proof.slice(cut) }
  },
  'a longer proof': (random, { leaf, proof, tree }) => ({
    leaf,
    proof: random.chance(0.5) ? [...proof, tree.root as Hex] : [tree.leafHash(leaf as never) as Hex, ...proof],
  }),
  'a proof in another order': (random, { leaf, proof }) => ({ leaf, proof: swapped(random, proof) }),
  'one digit of a proof': (random, { leaf, proof }) => {
    const at = random.int(0, proof.length - 1)
    return { leaf, proof: proof.with(at, flipped(random, proof[at]!)) }
  },
  'a node as if it were a leaf': (random, { tree }) => {
    const nodes = tree.dump().tree as Hex[]
    const node = random.int(0, HOLDERS - 2)
    const [left, right] = [nodes[2 * node + 1]!, nodes[2 * node + 2]!]
    const [program, period] = [...tree.entries()][0]![1] as unknown as Leaf
    return { leaf: [program, period, `0x${left.slice(-40)}`, BigInt(right)], proof: pathTo(nodes, node) }
  },
  'a period nobody published': (random, { leaf: [program, , who, amount], proof }) => ({
    leaf: [program, random.pick([0n, 202611n, 2n ** 256n - 1n]), who, amount],
    proof,
  }),
}

describe('P5: forged proofs', () => {
  let chain: TestChain
  let distributor: TestContract
  const paid: Claim[] = []

  beforeAll(async () => {
    chain = await TestChain.start()
    await chain.setBalance(OWNER, 10n ** 24n)
    distributor = await chain.deploy('MerkleDistributor', [OWNER], OWNER)
    for (const program of PROGRAMS) await distributor.write(OWNER, 'setPeriodCap', [program, 10n ** 18n])
    for (const tree of trees) {
      const leaves = [...tree.entries()].map(([, leaf]) => leaf as unknown as Leaf)
      const [program, period] = leaves[0]!
      // More than is due: what a forger gets would be there.
      await distributor.write(OWNER, 'publish', [program, period, ZERO, tree.root, 10n ** 18n, REPORT], 10n ** 18n)
      for (const at of [0, 9, 20]) {
        const claim = { leaf: leaves[at]!, proof: tree.getProof(at) as Hex[] }
        await distributor.write(MALLORY, 'claim', [...claim.leaf, claim.proof])
        paid.push(claim)
      }
    }
  })
  afterAll(() => chain?.stop())

  /** What the contract says to each: the name of its error; undefined where it pays. */
  async function said(claims: readonly Claim[]): Promise<(string | undefined)[]> {
    const body = claims.map(({ leaf, proof }, id) => {
      const call = { to: distributor.address, data: distributor.encode('claim', [...leaf, proof]) }
      return { jsonrpc: '2.0', id, method: 'eth_call', params: [call, 'latest'] }
    })
    const response = await fetch(chain.url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
    const answers = (await response.json()) as { id: number; error?: { data?: Hex } }[]
    const byId = new Map(answers.map((answer) => [answer.id, answer]))
    return claims.map((_, id) => {
      const { error } = byId.get(id)!
      return error && decodeErrorResult({ abi: distributor.abi, data: error.data! }).errorName
    })
  }

  /** Who was paid is refused for that, before a proof is looked at. */
  const isRefusal = (error: string | undefined, { leaf: [program, period, who] }: Claim) => {
    const was = paid.some(({ leaf }) => leaf[0] === program && leaf[1] === period && leaf[2] === who)
    return was ? error === 'AlreadyClaimed' : error === 'InvalidProof' || error === 'NotPublished'
  }

  const [first, last] = seeds(2_000, 10_000)
  it(`are refused by the contract, each of them: seeds ${first} to ${last - 1}`, async () => {
    for (let from = first; from < last; from += TOGETHER) {
      const some = Array.from({ length: Math.min(TOGETHER, last - from) }, (_, at) => {
        const random = new Random(`forged ${from + at}`)
        const claim = sound(random)
        const [how, forge] = random.pick(Object.entries(forgeries))
        return { seed: from + at, how, claim: forge(random, claim) }
      })
      const answers = await said(some.map(({ claim }) => claim))
      const told = some.map(({ seed, how }, at) => `${seed}, ${how}: ${answers[at]}`)
      expect(told.filter((_, at) => !isRefusal(answers[at], some[at]!.claim))).toEqual([])
    }
  }, 120_000)

  it('the sound one is paid, once', async () => {
    const open = Array.from({ length: 50 }, (_, at) => sound(new Random(`sound ${at}`)))
    const key = ({ leaf }: Claim) => leaf.join()
    const claimed = new Set(paid.map(key))
    const answers = await said(open)
    expect(answers).toEqual(open.map((claim) => (claimed.has(key(claim)) ? 'AlreadyClaimed' : undefined)))
    expect(answers).toContain(undefined)
    expect(await said(paid)).toEqual(paid.map(() => 'AlreadyClaimed'))
  })
})

/** Sibling hashes from an inner node up to the root, in the layout of StandardMerkleTree. */
function pathTo(nodes: readonly Hex[], index: number): Hex[] {
  const proof: Hex[] = []
  for (let at = index; at > 0; at = Math.floor((at - 1) / 2)) proof.push(nodes[at % 2 === 1 ? at + 1 : at - 1]!)
  return proof
}
