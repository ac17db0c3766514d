import { errorText } from '../../process/redaction'
import { falseOnes } from '../../rewards/approval/check'
import { lackingSignatures } from '../../rewards/approval/lacking'
import { readSignatures } from '../../rewards/approval/signatures'
import { type Program, programsOf } from '../../rewards/programs'
import { rpcPublishChain } from '../../rewards/publish/rpcChain'
import { distributionById } from '../../rewards/read/distributions'
import type { AuditCheck, AuditContext } from '../check'
import { Found } from '../distributions/found'

/** What approvers signed, by key or by a contract's own word, beside what may be paid. */
export const signatures: AuditCheck = {
  id: 'signatures',
  title:
    'every stored signature is its approver’s and of its distribution, and what may be paid has as many as the profile asks for',
  why: 'A distribution would be paid, or shown as approved, that nobody who may has signed.',
  unasked: ({ network }) =>
    programsOf(network.profile).some(({ distributor }) => distributor !== undefined)
      ? undefined
      : 'the profile has no program that is published',
  async run(context) {
    const found = new Found()
    let signed = 0
    for (const program of programsOf(context.network.profile)) signed += await examine(context, program, found)
    return { ...found.answer, evidence: { ...found.answer.evidence, signed: `${signed}` } }
  },
}

/** States in which nothing waits for an approval any more. */
const PAYABLE: readonly string[] = ['approved', 'published', 'settled']

async function examine({ db, node }: AuditContext, program: Program, found: Found): Promise<number> {
  const { chainId, distributor, approval, network, name } = program
  if (distributor === undefined) return 0
  const known: readonly string[] = approval === null ? [] : [...approval.signers, ...approval.former]
  const { rows } = await db.query<{ id: string }>(
    `select d.id from distribution d where d.network = $1 and d.program = $2
       and (d.state = any($3) or exists (select from distribution_signature s where s.distribution_id = d.id))
     order by d.period_end, d.id`,
    [network, name, PAYABLE],
  )
  const chain = rpcPublishChain(node, null)
  let signed = 0
  for (const { id } of rows) {
    found.reports++
    const given = await readSignatures(db, id)
    signed += given.length
    const distribution = (await distributionById(db, id))!
    const { report, state } = distribution
    if (!report?.root) {
      if (given.length > 0)
        found.note(id, `pays nobody, and is signed by ${given.map(({ signer }) => signer).join(', ')}`)
      continue
    }
    for (const { signer } of given)
      if (!known.includes(signer)) found.note(id, `signed by ${signer}, who is no approver`)
    try {
      const wrong = await falseOnes(chain, { chainId, distributor }, distribution, given)
      for (const one of wrong) found.note(id, `signature of ${one.signer} is of ${one.found ?? 'nobody'}`)
      const sound = given.map(({ signer }) => signer).filter((each) => !wrong.some(({ signer }) => signer === each))
      const { wanted, lacking } = lackingSignatures(approval, sound, report.pinned.number)
      if (lacking > 0 && PAYABLE.includes(state))
        found.note(id, `${state} with ${wanted - lacking} of the ${wanted} signatures that it needs`)
    } catch (error) {
      found.note(id, errorText(error))
    }
  }
  return signed
}
