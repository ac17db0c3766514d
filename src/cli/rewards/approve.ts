import type { Command } from 'commander'
import { type Hex, isHex } from 'viem'
import { accountOf } from '../../chain/send'
import { AssayError } from '../../errors'
import { type Approvers, approversOf } from '../../rewards/approval/approvers'
import { addSignature, requireSignable } from '../../rewards/approval/sign'
import { typedDataOf } from '../../rewards/approval/typedData'
import { loadReport, type StoredReport } from '../../rewards/close/stored'
import type { Program } from '../../rewards/programs'
import { approve, requireName } from '../../rewards/publish/approve'
import { canonicalJson } from '../../rewards/report/canonicalJson'
import type { RewardsContext } from '../../rewards/rewardsContext'
import { programOf, withRewardsContext } from './withRewardsContext'

interface Options {
  readonly by: string
  readonly sign?: boolean
  readonly typedData?: boolean
  readonly signature?: string
}

export function registerApprove(rewards: Command): void {
  rewards
    .command('approve <id>')
    .description('let a verified distribution be paid')
    .requiredOption('--by <name>', 'who answers for it')
    .option('--sign', 'sign its EIP-712 summary with REWARDS_APPROVER_KEY, where the profile names approvers')
    .option('--typed-data', 'print that summary, for a wallet (eth_signTypedData_v4); approve nothing')
    .option('--signature <hex>', 'take a signature that a wallet made of it')
    .addHelpText(
      'after',
      `
Examples:
  assay rewards approve devnet-destra:destra.stakers.monthly:2026-09 --by "A. Person"
  assay rewards approve destra:destra.stakers.monthly:2026-09 --by "A. Person" --typed-data > summary.json`,
    )
    .action((id: string, options: Options) =>
      withRewardsContext({}, async (context) => {
        requireName(options.by)
        if (Number(!!options.sign) + Number(!!options.typedData) + Number(options.signature !== undefined) > 1)
          throw new AssayError('E-USAGE', 'one of --sign, --typed-data and --signature', {
            next: 'Give the one that is meant.',
          })
        const stored = await loadReport(context.pool, id)
        const program = programOf(context, stored.network, stored.program)
        const signs = options.sign || options.typedData || options.signature !== undefined
        if (signs) await bySignature(context, program, stored, options)
        else await byName(context, program, id, options.by)
      }),
    )
}

async function byName({ pool }: RewardsContext, { approval, network }: Program, id: string, by: string): Promise<void> {
  if (approval !== null)
    throw new AssayError('E-APPROVER', `profile ${network} asks for ${approval.threshold} signatures, not for a name`, {
      next: `Sign it: assay rewards approve ${id} --by NAME --sign`,
    })
  await approve(pool, id, by)
  console.log(`approved ${id}`)
}

async function bySignature(
  context: RewardsContext,
  program: Program,
  stored: StoredReport,
  { by, typedData, signature }: Options,
): Promise<void> {
  const approvers = approversOf(program)
  if (approvers === null)
    throw new AssayError('E-APPROVER', `profile ${program.network} names no approvers, or no distributor`, {
      next: 'Add approval: {threshold, signers} to the profile, or approve by name, without --sign.',
    })
  requireSignable(stored)
  if (typedData) return console.log(forWallet(approvers, stored))
  const given = signature === undefined ? await signedHere(context, approvers, stored) : asSignature(signature)
  const { signer, count, approved } = await addSignature(context.pool, approvers, stored, given, by)
  await context.writeFiles(program)(stored.id)
  console.log(`signed by ${signer}, ${count} of ${approvers.threshold} needed: ${stored.id}`)
  if (approved) console.log(`approved ${stored.id}`)
}

/** Wallets want the domain's own type beside the others, which libraries add by themselves. */
function forWallet(approvers: Approvers, stored: StoredReport): string {
  const data = typedDataOf(approvers, stored)
  const EIP712Domain = [
    ...[field('name', 'string'), field('version', 'string')],
    ...[field('chainId', 'uint256'), field('verifyingContract', 'address')],
  ]
  return canonicalJson({ ...data, types: { EIP712Domain, ...data.types } })
}
const field = (name: string, type: string) => ({ name, type })

async function signedHere({ env }: RewardsContext, approvers: Approvers, stored: StoredReport): Promise<Hex> {
  const key = env.REWARDS_APPROVER_KEY
  if (key === undefined)
    throw new AssayError('E-NO-SIGNER', 'there is no key to sign an approval with', {
      next: 'Set REWARDS_APPROVER_KEY or REWARDS_APPROVER_KEY_FILE, or sign what --typed-data prints and give --signature.',
    })
  const wrongKey = () =>
    new AssayError('E-ENV', 'REWARDS_APPROVER_KEY is not a private key', { next: 'Give 0x and 64 hex digits.' })
  return accountOf(key, wrongKey).signTypedData(typedDataOf(approvers, stored))
}

function asSignature(text: string): Hex {
  if (isHex(text)) return text
  throw new AssayError('E-USAGE', '--signature is no hex', {
    next: 'Give what the wallet answered: 0x and 130 digits.',
  })
}
