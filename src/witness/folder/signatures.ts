import { encodeFunctionData, type Hex, hashTypedData, parseAbi, recoverTypedDataAddress } from 'viem'
import type { Profile } from '../../config/profile'
import type { Rpc } from '../chain/rpc'
import type { WitnessedProgram } from '../programs'
import type { Lie } from './lie'
import { figuresIn } from './report'
import type { Publishing } from './safeBatch'

const WHAT = 'signatures.json'
const fields = {
  distribution: 'string',
  programId: 'bytes32',
  period: 'uint256',
  asset: 'address',
  root: 'bytes32',
  total: 'uint256',
  reportHash: 'bytes32',
} as const

/**
 * What approvers must have signed of a distribution, and the signatures that are of something or somebody else. A signer that
 * is a contract is asked, in the block that the file says.
 * @param rpc null: there is no node, and no contract is asked
 * @param text undefined: there is no such file
 * @param counted whether there are to be as many as the profile asks for
 */
export async function signatureLies(
  rpc: Rpc | null,
  text: string | undefined,
  { chainId, approval }: Profile,
  { asset, distributor, programId }: WitnessedProgram,
  { id, period, root, total, reportHash, counted }: Publishing & { readonly counted: boolean },
): Promise<Lie[]> {
  const lie = (where: string, found: string, wanted: string): Lie => ({ what: WHAT, where, found, wanted })
  const needed = counted && approval !== undefined ? approval.threshold : 0
  if (text === undefined) return needed === 0 ? [] : [lie('(the file)', 'missing', `${needed} signatures`)]
  const typedData = {
    domain: { name: 'Assay', version: '1', chainId, verifyingContract: distributor as Hex },
    primaryType: 'Distribution',
    types: { Distribution: Object.entries(fields).map(([name, type]) => ({ name, type })) },
    message: {
      ...{ distribution: id, programId, period, asset: asset === 'eth' ? `0x${'0'.repeat(40)}` : asset },
      ...{ root, total, reportHash },
    },
  } as const
  let given: { typedData: unknown; signatures: readonly Given[] }
  try {
    given = JSON.parse(text)
    given.signatures.map(({ signer, signature }) => [signer.length, signature.length])
  } catch {
    return [lie('(the file)', 'no signatures', 'JSON of ours')]
  }
  const [found, wanted] = [figuresIn(given.typedData), figuresIn(typedData)]
  const lies = [...new Set([...Object.keys(found), ...Object.keys(wanted)])]
    .filter((where) => found[where] !== wanted[where])
    .map((where) => lie(`typedData.${where}`, `${found[where]}`, `${wanted[where]}`))
  const known: readonly string[] = [...(approval?.signers ?? []), ...(approval?.former ?? [])]
  const sound = new Set<string>()
  for (const one of given.signatures) {
    const { signer } = one
    const recovered = await recoverTypedDataAddress({ ...typedData, signature: one.signature }).catch(() => 'nobody')
    const by = one.block === undefined ? recovered.toLowerCase() : await takenBy(rpc, one, hashTypedData(typedData))
    if (by !== signer) lies.push(lie(`signature of ${signer}`, signer, by))
    else if (!known.includes(signer)) lies.push(lie('approver', signer, known.join(', ') || 'none'))
    else sound.add(signer)
  }
  if (sound.size < needed) lies.push(lie('count', `${sound.size}`, `${needed}`))
  return lies
}

interface Given {
  readonly signer: string
  readonly signature: Hex
  /** of a contract: hash of the block in which it took the signature as its own */
  readonly block?: string
}

const erc1271 = parseAbi(['function isValidSignature(bytes32 hash, bytes signature) view returns (bytes4)'])
const MAGIC = '0x1626ba7e'

/** The contract, where it takes the signature in that block; else who does, in words. */
async function takenBy(rpc: Rpc | null, { signer, signature, block }: Given, hash: Hex): Promise<string> {
  if (rpc === null) return 'nobody yet: to ask a contract needs a node'
  const asked = { to: signer, data: encodeFunctionData({ abi: erc1271, args: [hash, signature] }) }
  const ask = (at: unknown) => rpc.ask<string>('eth_call', [asked, at])
  try {
    return (await ask({ blockHash: block })).startsWith(MAGIC) ? signer : 'nobody'
  } catch (error) {
    if (/revert|opcode/i.test(String(error))) return 'nobody'
    const now = await ask('latest').catch(() => '0x')
    return now.startsWith(MAGIC) ? signer : `nobody yet: to ask a contract needs a node that has block ${block}`
  }
}
