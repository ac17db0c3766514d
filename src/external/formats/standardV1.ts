import { StandardMerkleTree } from '@openzeppelin/merkle-tree'
import { z } from 'zod'
import type { Keccak } from '../../keccak'
import type { Distribution, Row, Tree } from '../distribution'
import type { Findings } from '../findings'
import { climb, pair } from '../merkle'
import { shown } from '../shown'
import { hashBytes, hex, readAddress, readAmount } from '../values'
import { abiEncode, abiEncodePacked, isEncoded } from './abi'
import { type Columns, columnsOf } from './columns'
import { inShape, notOfFormat } from './shape'

const KIND = 'dump of @openzeppelin/merkle-tree (standard-v1)'

const shape = z.looseObject({
  format: z.literal('standard-v1'),
  leafEncoding: z.array(z.string()).min(1),
  tree: z.array(z.unknown()).min(1),
  values: z.array(z.looseObject({ value: z.array(z.unknown()), treeIndex: z.int().nonnegative() })).min(1),
})

/**
 * https://github.com/OpenZeppelin/merkle-tree: a complete binary tree in an array, root first, and the values with the
 * place of their leaf. A leaf is hashed twice, so that no inner node can pass for one.
 */
export function readStandardV1(findings: Findings, keccak: Keccak, json: unknown): Distribution {
  const file = inShape(shape, json, KIND)
  const strange = file.leafEncoding.find((type) => !isEncoded(type))
  if (strange !== undefined) throw notOfFormat(`leafEncoding ${shown(strange)} is not known`, KIND)
  const columns = columnsOf(
    file.leafEncoding,
    file.values.map(({ value }) => value),
  )
  const nodes = file.tree.map((each, place) => {
    const bytes = hashBytes(each)
    if (!bytes) findings.add('leaves', `tree.${place}`, `${shown(each)} is no hash`)
    return bytes ?? Buffer.alloc(32)
  })
  const first = (nodes.length - 1) / 2
  const taken = new Map<number, number>()
  const rows = file.values.map(({ value, treeIndex }, at): Row => {
    const row = readRow(findings, columns, value, `values.${at}`)
    const encoded = row.readable ? encode(findings, row.where, columns.types, value) : undefined
    if (treeIndex < first || treeIndex >= nodes.length)
      findings.add('leaves', row.where, `treeIndex ${treeIndex} is not a leaf of a tree of ${nodes.length} nodes`)
    else if (taken.has(treeIndex))
      findings.add('duplicates', row.where, `treeIndex ${treeIndex} is that of values.${taken.get(treeIndex)} too`)
    else taken.set(treeIndex, at)
    return {
      ...row,
      leaf: encoded && keccak(keccak(encoded)),
      stated: nodes[treeIndex],
      others: () => ({
        'keccak(abi.encode(…)), hashed once': keccak(encoded!),
        'keccak(abi.encodePacked(…))': keccak(abiEncodePacked(columns.types, value)),
      }),
    }
  })
  if (!Number.isInteger(first) || first + 1 !== file.values.length)
    findings.add(
      'leaves',
      'tree',
      `${nodes.length} nodes for ${file.values.length} values: there must be one fewer than twice as many`,
    )
  const tree = treeOf(
    findings,
    keccak,
    nodes,
    file.values.map(({ treeIndex }) => treeIndex),
  )
  return {
    kind: KIND,
    encoding: `keccak(keccak(abi.encode(${columns.types.join(', ')})))`,
    root: String(file.tree[0]),
    rows,
    tree,
    statements: [],
    secondOpinion: () => refusal(file),
  }
}

function encode(
  findings: Findings,
  where: string,
  types: readonly string[],
  value: readonly unknown[],
): Buffer | undefined {
  try {
    return abiEncode(types, value)
  } catch {
    findings.add('amounts', where, `${shown(value)} are no values of ${types.join(', ')}`)
    return undefined
  }
}

function readRow(findings: Findings, columns: Columns, value: readonly unknown[], place: string) {
  const { types, account, token, amount } = columns
  const account_ = value[account]
  const where = typeof account_ === 'string' && account >= 0 ? `${place} (${shown(account_).slice(1, -1)})` : place
  let readable = value.length === types.length
  if (!readable) findings.add('amounts', where, `${value.length} values for ${types.length} types`)
  const paid = types.map((type, at) => {
    if (type === 'address') readable = readAddress(findings, where, value[at]) !== undefined && readable
    const [, unsigned, bits] = /^(u?)int(\d*)$/.exec(type) ?? []
    if (bits === undefined || (!unsigned && at !== amount)) return undefined
    const read = readAmount(
      findings,
      where,
      at === amount ? 'amount' : `value ${at}`,
      value[at],
      Number(bits || 256) - (unsigned ? 0 : 1),
    )
    if (read === undefined) readable = false
    return read
  })
  const lower = (at: number) => String(value[at] ?? '').toLowerCase()
  const sum = paid[amount]
  return {
    where,
    readable,
    key: columns.key.map(lower).join('/'),
    account: account < 0 ? lower(0) : lower(account),
    amounts: sum === undefined ? {} : { [token < 0 ? 'amount' : lower(token)]: sum },
  }
}

function treeOf(findings: Findings, keccak: Keccak, nodes: readonly Uint8Array[], places: readonly number[]): Tree {
  const inner = Math.floor((nodes.length - 1) / 2)
  let broken = false
  // The root is asked for by itself.
  for (let place = 1; place < inner; place++) {
    if (Buffer.compare(nodes[place]!, pair(keccak, nodes[2 * place + 1]!, nodes[2 * place + 2]!)) === 0) continue
    broken = true
    findings.add('leaves', `tree.${place}`, `is not the hash of tree.${2 * place + 1} and tree.${2 * place + 2}`)
  }
  const top = inner > 0 ? pair(keccak, nodes[1]!, nodes[2]!) : nodes[0]!
  return {
    broken,
    proofLength: () => undefined,
    climb(row, leaf) {
      // Every pair was hashed above: from its own place in a tree that is whole a leaf leads to the hash of the topmost pair.
      const place = places[row]!
      if (!broken && place > 0 && place < nodes.length && Buffer.compare(leaf, nodes[place]!) === 0) return top
      const proof: Uint8Array[] = []
      for (let at = places[row]!; at > 0 && at < nodes.length; at = (at - 1) >> 1)
        proof.push(nodes[at % 2 === 0 ? at - 1 : at + 1]!)
      return climb(keccak, leaf, proof)
    },
    rootOf(leaves) {
      const all = new Array<Uint8Array>(2 * leaves.length - 1)
      leaves.forEach((leaf, row) => {
        all[places[row]!] = leaf
      })
      for (let at = leaves.length - 2; at >= 0; at--)
        all[at] = pair(keccak, all[2 * at + 1] ?? Buffer.alloc(32), all[2 * at + 2] ?? Buffer.alloc(32))
      return all[0]!
    },
    unlisted() {
      const listed = new Set(places)
      const found: [string, string][] = []
      for (let place = inner; place < nodes.length; place++)
        if (!listed.has(place)) found.push([`tree.${place}`, hex(nodes[place]!)])
      return Object.fromEntries(found)
    },
  }
}

/** Up to so many values the library takes seconds; it hashes and encodes ten times slower than what asked before it. */
const LIBRARY_VALUES = 20_000

/** What the format's own library has against it. */
function refusal(file: z.infer<typeof shape>): string | undefined {
  if (file.values.length > LIBRARY_VALUES) return undefined
  try {
    // Loading validates.
    StandardMerkleTree.load(file as Parameters<typeof StandardMerkleTree.load>[0])
    return undefined
  } catch (error) {
    return `@openzeppelin/merkle-tree refuses it: ${shown(String(error))}`
  }
}
