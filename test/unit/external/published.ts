import { StandardMerkleTree } from '@openzeppelin/merkle-tree'
import { concat, encodePacked, type Hex, keccak256 } from 'viem'

/**
 * Small distributions as their publishers write them, made with viem's hashes and OpenZeppelin's tree: nothing of what
 * checks them. The formats are those of rocket-pool/rewards-trees (versions 1 to 4), pendle-finance/merkle-distributions
 * (usersLeafData, distributionDatas) and the dump of OpenZeppelin/merkle-tree; accounts and amounts are made up.
 */
export const accounts = ['a11ce', 'b0b', 'ca401', 'da7e', 'e5e'].map((name): Hex => `0x${name.padEnd(40, '0')}`) as [
  Hex,
  Hex,
  Hex,
  Hex,
  Hex,
]

const amounts = [1_353_042_960_000_000_000n, 7_000n, 0n, 55_886_528_290_134_709_468n, 1n]

function pair(a: Hex, b: Hex): Hex {
  return keccak256(concat(a < b ? [a, b] : [b, a]))
}

/** Proofs and root of a tree over sorted leaves, each found by going up from its place. */
function treeOf(leaves: readonly Hex[], fill: boolean) {
  let level = [...leaves].sort()
  if (fill) while (level.length & (level.length - 1)) level.push(`0x${'0'.repeat(64)}`)
  const places = new Map(leaves.map((leaf) => [leaf, level.indexOf(leaf)]))
  const proofs = new Map<Hex, Hex[]>(leaves.map((leaf) => [leaf, []]))
  while (level.length > 1) {
    for (const leaf of leaves) {
      const place = places.get(leaf)!
      const sibling = level[place % 2 ? place - 1 : place + 1]
      if (sibling) proofs.get(leaf)!.push(sibling)
      places.set(leaf, Math.floor(place / 2))
    }
    level = level.flatMap((node, at) => (at % 2 ? [] : level[at + 1] ? [pair(node, level[at + 1]!)] : [node]))
  }
  return { root: level[0]!, proofs }
}

const text = (amount: bigint) => String(amount)
const sum = (all: readonly bigint[]) => text(all.reduce((total, each) => total + each, 0n))

export function rocketPool(version: 1 | 2 | 3 | 4) {
  const nodes = accounts.map((account, at) => ({
    account,
    network: 0n,
    collateral: amounts[at]!,
    oracle: at === 1 ? 500n : 0n,
    pool: amounts[4 - at]!,
    voters: version === 4 ? BigInt(at) * 1_000n : 0n,
  }))
  const leaves = nodes.map(({ account, network, collateral, oracle, pool, voters }) =>
    version === 4
      ? keccak256(
          encodePacked(
            ['address', 'uint256', 'uint256', 'uint256', 'uint256'],
            [account, network, collateral + oracle, pool, voters],
          ),
        )
      : keccak256(
          encodePacked(['address', 'uint256', 'uint256', 'uint256'], [account, network, collateral + oracle, pool]),
        ),
  )
  const { root, proofs } = treeOf(leaves, true)
  const of = (field: 'collateral' | 'oracle' | 'pool' | 'voters') => nodes.map((node) => node[field])
  return {
    rewardsFileVersion: version as number,
    network: 'mainnet',
    index: 3,
    merkleRoot: root as string,
    totalRewards: {
      protocolDaoRpl: '9',
      totalCollateralRpl: sum(of('collateral')),
      totalOracleDaoRpl: sum(of('oracle')),
      totalSmoothingPoolEth: sum([...of('pool'), 12n]),
      poolStakerSmoothingPoolEth: '12',
      nodeOperatorSmoothingPoolEth: sum(of('pool')),
      ...(version === 4 ? { totalVoterShareEth: sum(of('voters')) } : {}),
    } as Record<string, string>,
    networkRewards: {
      '0': {
        collateralRpl: sum(of('collateral')),
        oracleDaoRpl: sum(of('oracle')),
        smoothingPoolEth: sum([...of('pool'), ...of('voters')]),
      },
    } as Record<string, Record<string, string>>,
    nodeRewards: Object.fromEntries(
      nodes.map(({ account, collateral, oracle, pool, voters }, at) => [
        account,
        {
          rewardNetwork: 0,
          collateralRpl: text(collateral),
          oracleDaoRpl: text(oracle),
          smoothingPoolEth: text(pool),
          ...(version === 4 ? { voterShareEth: text(voters) } : {}),
          merkleProof: proofs.get(leaves[at]!)!,
        },
      ]),
    ) as Record<string, Record<string, unknown> & { merkleProof: string[] }>,
  }
}

/** @param more added to everybody’s amount */
export function pendleOneToken(more = 0n) {
  const entries = accounts.map((account, at) => {
    const amount = amounts[at]! + more
    return [
      account,
      { amount: text(amount), leaf: keccak256(encodePacked(['address', 'uint256'], [account, amount])) },
    ] as const
  })
  const leaves = entries.map(([, { leaf }]) => leaf)
  return {
    sumAmountToFund: text(more * 5n),
    merkleRoot: treeOf(leaves, false).root as string,
    rawUserLeaves: leaves as string[],
    usersLeafData: Object.fromEntries(entries) as Record<string, { amount: string; leaf: string }>,
  }
}

export const tokens = ['70ce1', '70ce2'].map((name): Hex => `0x${name.padEnd(40, '0')}`) as [Hex, Hex]

export function pendleByToken(more = 0n, parentRoot = `0x${'0'.repeat(64)}`) {
  const leaves: Hex[] = []
  const distributionDatas = Object.fromEntries(
    tokens.map((token, n) => [
      token,
      Object.fromEntries(
        accounts.slice(n).map((account, at) => {
          const amount = amounts[at]! + more
          const leaf = keccak256(encodePacked(['address', 'address', 'uint256'], [token, account, amount]))
          leaves.push(leaf)
          return [account, { a: text(amount), l: leaf }]
        }),
      ),
    ]),
  )
  return {
    chainId: 1,
    merkleRoot: treeOf(leaves, false).root as string,
    parentRoot,
    rawUserLeaves: leaves.toSorted() as string[],
    distributionDatas: distributionDatas as Record<string, Record<string, { a: string; l: string }>>,
  }
}

/** Assay’s own tree.json is one of these: `more` is added to everybody’s amount. */
export function standardV1(more = 0n) {
  return StandardMerkleTree.of(
    accounts.map((account, at) => [account, text(amounts[at]! + more)]),
    ['address', 'uint256'],
  ).dump() as {
    format: string
    leafEncoding: string[]
    tree: string[]
    values: { value: unknown[]; treeIndex: number }[]
  }
}

export const paid = amounts.reduce((total, amount) => total + amount, 0n)
