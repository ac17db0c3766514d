import { type Hex, recoverTypedDataAddress } from 'viem'
import type { Profile } from '../../config/profile'
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

/** What approvers must have signed of a distribution, and the signatures that are of something or somebody else. */
export async function signatureLies(
  text: string,
  { chainId, approval }: Profile,
  { asset, distributor, programId }: WitnessedProgram,
  { id, period, root, total, reportHash }: Publishing,
): Promise<Lie[]> {
  const lie = (where: string, found: string, wanted: string): Lie => ({ what: WHAT, where, found, wanted })
  const typedData = {
    domain: { name: 'Assay', version: '1', chainId, verifyingContract: distributor as Hex },
    primaryType: 'Distribution',
    types: { Distribution: Object.entries(fields).map(([name, type]) => ({ name, type })) },
    message: {
      ...{ distribution: id, programId, period, asset: asset === 'eth' ? `0x${'0'.repeat(40)}` : asset },
      ...{ root, total, reportHash },
    },
  } as const
  let given: { typedData: unknown; signatures: readonly { signer: string; signature: Hex }[] }
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
  for (const { signer, signature } of given.signatures) {
    const recovered = await recoverTypedDataAddress({ ...typedData, signature }).catch(() => 'nobody')
    if (recovered.toLowerCase() !== signer) lies.push(lie(`signature of ${signer}`, signer, recovered.toLowerCase()))
    else if (!known.includes(signer)) lies.push(lie('approver', signer, known.join(', ') || 'none'))
  }
  return lies
}
