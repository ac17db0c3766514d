// One tree over the leaves of a claims.csv, by Assay or by OpenZeppelin's own library, in a process of its own.
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'

const require = createRequire(import.meta.url)
const [who, file, programId, period] = process.argv.slice(2)

const paid = readFileSync(file, 'utf8')
  .split('\n')
  .slice(1, -1)
  .map((line) => line.split(','))
  .filter(([, amount]) => amount !== '0')
  .map(([account, amount]) => ({ account, amount: BigInt(amount) }))

const builders = {
  async assay() {
    const { loadKeccak } = require('../lib/keccak.js')
    const { leafHashes } = require('../lib/rewards/tree/leaf.js')
    const { buildTree, rootOf } = require('../lib/rewards/tree/merkle.js')
    const keccak = await loadKeccak()
    return () => rootOf(buildTree(keccak, leafHashes(keccak, { programId, period: BigInt(period) }, paid)))
  },
  async openzeppelin() {
    const { StandardMerkleTree } = require('@openzeppelin/merkle-tree')
    const encoding = ['bytes32', 'uint256', 'address', 'uint256']
    return () => {
      const rows = paid.map(({ account, amount }) => [programId, period, account, amount])
      return StandardMerkleTree.of(rows, encoding).root
    }
  },
}

const build = await builders[who]()
const began = performance.now()
const root = build()
console.log(JSON.stringify({ root, leaves: paid.length, seconds: (performance.now() - began) / 1000 }))
