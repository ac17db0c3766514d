import { z } from 'zod'
import type { Keccak } from '../../keccak'
import type { Distribution, Row, Statement, Tree } from '../distribution'
import type { Findings } from '../findings'
import { climb, levels } from '../merkle'
import { keyShown } from '../shown'
import { hashBytes, hex, readAddress, readAmount, word } from '../values'
import { entries, fieldsOf, inShape, notOfFormat } from './shape'

const KIND = 'rewards file of Rocket Pool'

const shape = z.looseObject({
  rewardsFileVersion: z.int(),
  merkleRoot: z.string(),
  totalRewards: entries,
  networkRewards: entries,
  nodeRewards: entries,
})

const NODE_AMOUNTS = ['collateralRpl', 'oracleDaoRpl', 'smoothingPoolEth', 'voterShareEth'] as const
type NodeAmount = (typeof NODE_AMOUNTS)[number]
type Node = Readonly<Record<NodeAmount | 'rewardNetwork', bigint>>

/** What follows address and network in a leaf, word by word. RPL is one word, whatever it was earned by. */
const encodings: Readonly<Record<string, (node: Node) => bigint[]>> = {
  'keccak(address ‖ network ‖ RPL ‖ ETH)': (node) => [node.collateralRpl + node.oracleDaoRpl, node.smoothingPoolEth],
  'keccak(address ‖ network ‖ RPL ‖ ETH ‖ voter share)': (node) => [
    node.collateralRpl + node.oracleDaoRpl,
    node.smoothingPoolEth,
    node.voterShareEth,
  ],
}
const [THREE_WORDS, FOUR_WORDS] = Object.keys(encodings) as [string, string]
const versions: Readonly<Record<number, string>> = { 1: THREE_WORDS, 2: THREE_WORDS, 3: THREE_WORDS, 4: FOUR_WORDS }

/**
 * https://github.com/rocket-pool/rewards-trees, made by `rocket-pool/smartnode` and paid by RocketMerkleDistributorMainnet.
 * Leaves are sorted by hash and filled up to a power of two with zeros; pairs are hashed in order.
 */
export function readRocketPool(findings: Findings, keccak: Keccak, json: unknown): Distribution {
  const file = inShape(shape, json, KIND)
  const encoding = versions[file.rewardsFileVersion]
  if (encoding === undefined)
    throw notOfFormat(`version ${file.rewardsFileVersion} is not known`, KIND, 'Versions 1 to 4 are.')
  const nodes: (Node | undefined)[] = []
  const proofs: (Uint8Array[] | undefined)[] = []
  const rows = Object.entries(file.nodeRewards).map(([account, entry]): Row => {
    const where = `nodeRewards.${keyShown(account)}`
    const fields = fieldsOf(entry)
    const address = readAddress(findings, where, account)
    const node = readNode(findings, where, fields, encoding === FOUR_WORDS)
    nodes.push(node)
    proofs.push(proofOf(fields['merkleProof']))
    const leafOf = (words: (node: Node) => bigint[]) =>
      keccak(Buffer.concat([address!, word(node!.rewardNetwork), ...words(node!).map(word)]))
    return {
      where,
      key: account.toLowerCase(),
      account: account.toLowerCase(),
      amounts: node
        ? {
            rpl: node.collateralRpl + node.oracleDaoRpl,
            eth: node.smoothingPoolEth + (encoding === FOUR_WORDS ? node.voterShareEth : 0n),
          }
        : {},
      leaf: address && node && leafOf(encodings[encoding]!),
      others: () =>
        Object.fromEntries(
          Object.entries(encodings).flatMap(([name, words]) => (name === encoding ? [] : [[name, leafOf(words)]])),
        ),
    }
  })
  return {
    kind: `${KIND}, version ${file.rewardsFileVersion}`,
    encoding,
    root: file.merkleRoot,
    rows,
    tree: treeOf(keccak, rows, proofs),
    statements: statementsOf(findings, file, nodes),
  }
}

function readNode(
  findings: Findings,
  where: string,
  fields: Readonly<Record<string, unknown>>,
  voters: boolean,
): Node | undefined {
  const read = (field: string) => readAmount(findings, where, field, fields[field])
  const node: Record<string, bigint | undefined> = { rewardNetwork: read('rewardNetwork') }
  for (const field of NODE_AMOUNTS)
    if (field !== 'voterShareEth' || voters || fields[field] !== undefined) node[field] = read(field)
  // Read as nothing where it is missing: whether the leaf is one of a version without it is then seen.
  if (fields['voterShareEth'] === undefined) node['voterShareEth'] = 0n
  if (!isNode(node)) return undefined
  if ((node.collateralRpl + node.oracleDaoRpl) >> 256n === 0n) return node
  findings.add('amounts', where, 'collateralRpl + oracleDaoRpl overflows a uint256')
  return undefined
}

function isNode(node: Readonly<Record<string, bigint | undefined>>): node is Node {
  return Object.values(node).every((value) => value !== undefined)
}

function proofOf(value: unknown): Uint8Array[] | undefined {
  if (!Array.isArray(value)) return undefined
  const proof = value.flatMap((each) => hashBytes(each) ?? [])
  return proof.length === value.length ? proof : undefined
}

const EMPTY = Buffer.alloc(32)

function treeOf(keccak: Keccak, rows: readonly Row[], proofs: readonly (Uint8Array[] | undefined)[]): Tree {
  return {
    broken: false,
    climb: (row, leaf) => proofs[row] && climb(keccak, leaf, proofs[row]),
    proofLength: (row) => proofs[row]?.length,
    rootOf(leaves) {
      const size = 2 ** Math.ceil(Math.log2(leaves.length))
      const sorted = [...leaves].sort(Buffer.compare)
      return levels(keccak, [...sorted, ...new Array<Uint8Array>(size - leaves.length).fill(EMPTY)])
        .at(-1)!
        .at(0)!
    },
    // The first hash of a proof is the leaf beside it.
    unlisted: (known) =>
      Object.fromEntries(
        proofs.flatMap((proof, row) => {
          const beside = proof?.[0]
          if (!beside || EMPTY.equals(beside) || known.has(hex(beside))) return []
          return [[`${rows[row]!.where}.merkleProof.0`, hex(beside)]]
        }),
      ),
  }
}

/** Every total of the file that its nodes add up to. */
function statementsOf(
  findings: Findings,
  file: z.infer<typeof shape>,
  nodes: readonly (Node | undefined)[],
): Statement[] {
  const { totalRewards: totals, rewardsFileVersion: version } = file
  const statements: Statement[] = []
  const state = (where: string, value: unknown, sum: bigint) => {
    const stated = readAmount(findings, where, 'total', value)
    if (stated !== undefined) statements.push({ where, stated, sum })
    return stated
  }
  const read = nodes.filter((node) => node !== undefined)
  const sum = (field: NodeAmount, of: readonly Node[] = read) => of.reduce((total, node) => total + node[field], 0n)
  state('totalRewards.totalCollateralRpl', totals['totalCollateralRpl'], sum('collateralRpl'))
  state('totalRewards.totalOracleDaoRpl', totals['totalOracleDaoRpl'], sum('oracleDaoRpl'))
  const paid = state(
    'totalRewards.nodeOperatorSmoothingPoolEth',
    totals['nodeOperatorSmoothingPoolEth'],
    sum('smoothingPoolEth'),
  )
  if (version >= 4) state('totalRewards.totalVoterShareEth', totals['totalVoterShareEth'], sum('voterShareEth'))
  // Later rulesets round the parts of the pool up, by some wei more than there is.
  const staked = readAmount(
    findings,
    'totalRewards',
    'poolStakerSmoothingPoolEth',
    totals['poolStakerSmoothingPoolEth'],
  )
  if (version < 4 && paid !== undefined && staked !== undefined)
    state('totalRewards.totalSmoothingPoolEth', totals['totalSmoothingPoolEth'], paid + staked)
  const networks = new Set([...Object.keys(file.networkRewards), ...read.map((node) => String(node.rewardNetwork))])
  for (const network of networks) {
    const where = `networkRewards.${keyShown(network)}`
    const stated = fieldsOf(file.networkRewards[network])
    const there = read.filter((node) => String(node.rewardNetwork) === network)
    state(`${where}.collateralRpl`, stated['collateralRpl'], sum('collateralRpl', there))
    state(`${where}.oracleDaoRpl`, stated['oracleDaoRpl'], sum('oracleDaoRpl', there))
    state(
      `${where}.smoothingPoolEth`,
      stated['smoothingPoolEth'],
      sum('smoothingPoolEth', there) + (version >= 4 ? sum('voterShareEth', there) : 0n),
    )
  }
  return statements
}
