import { writeFileSync } from 'node:fs'
import path from 'node:path'
import type { Client } from 'pg'
import { privateKeyToAccount } from 'viem/accounts'
import type { Profile } from '../../src/config/profile'
import { address } from '../../src/economics/units'
import type { Signature } from '../../src/rewards/approval/signatures'
import { SIGNATURES, signaturesFile } from '../../src/rewards/approval/signaturesFile'
import { typedDataOf } from '../../src/rewards/approval/typedData'
import { programsOf } from '../../src/rewards/programs'
import { distributionById } from '../../src/rewards/read'

/** Keys of the lies only. */
const approvers = ['a1', 'a2'].map((byte) => privateKeyToAccount(`0x${byte.repeat(32)}`))

/** The devnet's network, as if its distributions were signed by two. */
export function signedProfile(profile: Profile): Profile {
  const signers = approvers.map((each) => address(each.address))
  return { ...profile, approval: { threshold: 2, signers, former: [], fromBlock: 0 } }
}

/** Signs every distribution that may be paid, inside the transaction of a lie. */
export async function signYear(db: Client, profile: Profile): Promise<void> {
  const { rows } = await db.query<{ id: string; program: string }>(
    `select d.id, d.program from distribution d join report r on r.distribution_id = d.id
      where d.network = $1 and d.state in ('approved', 'published', 'settled') and r.root is not null`,
    [profile.name],
  )
  for (const { id, program } of rows)
    for (const { signer, signature } of await signaturesOf(db, profile, program, id))
      await db.query(
        `insert into distribution_signature (distribution_id, signer, signature, signed_by) values ($1, $2, $3, 'lies')`,
        [id, signer, signature],
      )
}

/** Writes the file of them into a copied folder. */
export async function signFolder(db: Client, profile: Profile, program: string, id: string, folder: string) {
  const { on, distribution } = await signedFor(db, profile, program, id)
  const signed = await signaturesOf(db, profile, program, id)
  writeFileSync(path.join(folder, SIGNATURES), signaturesFile(on, distribution, signed))
}

async function signaturesOf(db: Client, profile: Profile, program: string, id: string): Promise<Signature[]> {
  const { on, distribution } = await signedFor(db, profile, program, id)
  const signed = approvers.map(async (each) => {
    const signature = await each.signTypedData(typedDataOf(on, distribution))
    return { signer: address(each.address), signature, block: null }
  })
  return (await Promise.all(signed)).sort((a, b) => (a.signer < b.signer ? -1 : 1))
}

async function signedFor(db: Client, profile: Profile, program: string, id: string) {
  const { chainId, distributor } = programsOf(profile).find(({ name }) => name === program)!
  return { on: { chainId, distributor: distributor! }, distribution: (await distributionById(db, id))! }
}
