import { z } from 'zod'
import type { Keccak } from '../../keccak'
import type { Distribution, Row, Tree } from '../distribution'
import type { Findings } from '../findings'
import { climb, levels } from '../merkle'
import { keyShown, shown } from '../shown'
import { hashBytes, hex, readAddress, readAmount, word } from '../values'
import { entries, fieldsOf, inShape, notOfFormat } from './shape'

const KIND = 'distribution of Pendle'

const shape = z.looseObject({
  merkleRoot: z.string(),
  parentRoot: z.string().optional(),
  sumAmountToFund: z.string().optional(),
  rawUserLeaves: z.array(z.unknown()).optional(),
  usersLeafData: entries.optional(),
  distributionDatas: entries.optional(),
})

/** Fields of an entry: those of one token are written in full, those of several in one letter. */
const ONE_TOKEN = { amount: 'amount', leaf: 'leaf' }
const BY_TOKEN = { amount: 'a', leaf: 'l' }

/**
 * https://github.com/pendle-finance/merkle-distributions: vePENDLE fees in one token (PendleMerkleDistributor), rewards
 * in several (PendleMultiTokenMerkleDistributor). Amounts are all that was ever accrued. Leaves are packed and sorted by
 * hash, pairs are hashed in order, a node without a sibling goes up as it is; proofs are not written.
 */
export function readPendle(findings: Findings, keccak: Keccak, json: unknown): Distribution {
  const file = inShape(shape, json, KIND)
  const byToken = file.distributionDatas
  if ((byToken === undefined) === (file.usersLeafData === undefined))
    throw notOfFormat(
      'it has neither usersLeafData nor distributionDatas, or both',
      KIND,
      'Give the file with the leaves: a campaign tells what was added, and has no tree.',
    )
  const proofs: (Uint8Array[] | undefined)[] = []
  const rows = byToken
    ? Object.entries(byToken).flatMap(([token, users]) => {
        const where = `distributionDatas.${keyShown(token)}`
        const contract = readToken(findings, where, token)
        return rowsOf(where, users, BY_TOKEN, token.toLowerCase(), contract)
      })
    : rowsOf('usersLeafData', file.usersLeafData, ONE_TOKEN)

  function rowsOf(inside: string, users: unknown, names: typeof ONE_TOKEN, token?: string, contract?: Buffer): Row[] {
    return Object.entries(fieldsOf(users)).map(([user, entry]): Row => {
      const where = `${inside}.${keyShown(user)}`
      const fields = fieldsOf(entry)
      const address = readAddress(findings, where, user)
      const amount = readAmount(findings, where, names.amount, fields[names.amount])
      const known = address && amount !== undefined && (token === undefined || contract)
      const packed = (...parts: (Buffer | undefined)[]) =>
        keccak(Buffer.concat([...parts.flatMap((part) => part ?? []), word(amount!)]))
      const stated = hashBytes(fields[names.leaf])
      if (!stated) findings.add('leaves', where, `its leaf ${shown(fields[names.leaf])} is no hash`)
      proofs.push(Array.isArray(fields['proof']) ? fields['proof'].flatMap((each) => hashBytes(each) ?? []) : undefined)
      const account = user.toLowerCase()
      return {
        where,
        key: `${token ?? ''}/${account}`,
        account,
        amounts: amount === undefined ? {} : { [token ?? 'amount']: amount },
        leaf: known ? packed(contract, address) : undefined,
        stated,
        others: () => ({
          'keccak(keccak(abi.encode(user, amount)))': keccak(
            keccak(Buffer.concat([Buffer.alloc(12), address!, word(amount!)])),
          ),
          ...(contract
            ? { 'keccak(user ‖ amount)': packed(address), 'keccak(user ‖ token ‖ amount)': packed(address, contract) }
            : {}),
        }),
      }
    })
  }

  const added =
    file.sumAmountToFund === undefined
      ? undefined
      : readAmount(findings, 'sumAmountToFund', 'amount', file.sumAmountToFund)
  return {
    kind: `${KIND}, ${byToken ? 'by token' : 'of one token'}`,
    encoding: byToken ? 'keccak(token ‖ user ‖ amount)' : 'keccak(user ‖ amount)',
    root: file.merkleRoot,
    rows,
    tree: treeOf(findings, keccak, rows, file.rawUserLeaves, proofs),
    statements: [],
    ...(file.parentRoot === undefined ? {} : { parent: file.parentRoot }),
    ...(added === undefined ? {} : { added }),
  }
}

function readToken(findings: Findings, where: string, token: string): Buffer | undefined {
  return readAddress(findings, where, token)
}

function treeOf(
  findings: Findings,
  keccak: Keccak,
  rows: readonly Row[],
  raw: readonly unknown[] | undefined,
  proofs: readonly (Uint8Array[] | undefined)[],
): Tree {
  const listed = new Map<string, string>()
  raw?.forEach((each, at) => {
    const leaf = hashBytes(each)
    const where = `rawUserLeaves.${at}`
    if (!leaf) findings.add('leaves', where, `${shown(each)} is no hash`)
    else if (listed.has(hex(leaf))) findings.add('duplicates', where, `the leaf of ${listed.get(hex(leaf))}`)
    else listed.set(hex(leaf), where)
  })
  const sorted = (leaves: readonly Uint8Array[]) => [...leaves].sort(Buffer.compare)
  const leaves = raw
    ? [...listed.keys()].map((each) => Buffer.from(each.slice(2), 'hex'))
    : rows.flatMap(({ leaf }) => leaf ?? [])
  const root = levels(keccak, sorted(leaves)).at(-1)!.at(0)
  const inTree = new Set(leaves.map(hex))
  return {
    broken: false,
    rootOf: (all) => levels(keccak, sorted(all)).at(-1)!.at(0)!,
    // Without a proof of its own a leaf climbs in the tree that was just made of them all, where every pair was hashed.
    climb: (row, leaf) => (proofs[row] ? climb(keccak, leaf, proofs[row]) : inTree.has(hex(leaf)) ? root : undefined),
    proofLength: (row) => proofs[row]?.length,
    unlisted: (known) =>
      Object.fromEntries([...listed].flatMap(([leaf, where]) => (known.has(leaf) ? [] : [[where, leaf]]))),
  }
}
