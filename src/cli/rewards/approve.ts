import { type Command, Option } from 'commander'
import type { BaseUnits } from '../../economics/units'
import { AssayError } from '../../errors'
import { loadReport } from '../../rewards/close/stored'
import type { Program } from '../../rewards/programs'
import { type Despite, requireName } from '../../rewards/publish/approve'
import { approveByPerson, gateOption } from '../../rewards/publish/approveByPerson'
import { available } from '../../rewards/publish/available'
import { gateNames } from '../../rewards/publish/gates'
import type { RewardsContext } from '../../rewards/rewardsContext'
import { approveBySignature, type SignatureOptions, signs } from './approveBySignature'
import { safeAddress } from './safeBatch'
import { programOfStored, withRewardsContext } from './withRewardsContext'

interface Options extends SignatureOptions {
  readonly by: string
  readonly despite?: readonly string[]
  readonly reason?: string
}

export function registerApprove(rewards: Command): void {
  rewards
    .command('approve <id>')
    .description('let a verified distribution be paid')
    .requiredOption('--by <name>', 'who answers for it')
    .addOption(
      new Option('--despite <gate...>', 'sanity gates that fail, and are overruled').choices(gateNames.map(gateOption)),
    )
    .option('--reason <text>', 'with --despite: why it is right all the same')
    .option('--sign', 'sign its EIP-712 summary with REWARDS_APPROVER_KEY, where the profile names approvers')
    .option('--typed-data', 'print that summary, for a wallet (eth_signTypedData_v4); approve nothing')
    .option('--signature <hex>', 'take a signature that a wallet made of it')
    .option(
      '--signer <address>',
      'with --signature: the contract, such as a Safe, that takes it (ERC-1271)',
      safeAddress,
    )
    .addHelpText(
      'after',
      `
Examples:
  assay rewards approve devnet-destra:destra.stakers.monthly:2026-09 --by "A. Person"
  assay rewards approve devnet-destra:destra.stakers.monthly:2026-09 --by "A. Person" --despite participants --reason "a campaign ended"
  assay rewards approve destra:destra.stakers.monthly:2026-09 --by "A. Person" --typed-data > summary.json
  assay rewards approve destra:destra.stakers.monthly:2026-09 --by "The council" --signer 0x… --signature 0x…

Gate, reason and name are kept with the distribution, and shown with it for ever.`,
    )
    .action((id: string, options: Options) => withRewardsContext({}, (context) => approveOne(context, id, options)))
}

async function approveOne(context: RewardsContext, id: string, options: Options): Promise<void> {
  const { by } = options
  requireName(by)
  const despite = overruledBy(options)
  const stored = await loadReport(context.pool, id)
  const program = programOfStored(context, stored)
  const approve = async (names: string) =>
    approveByPerson(context.pool, id, { by: names, despite }, await balanceOf(context, program, id))
  if (signs(options)) return approveBySignature({ context, program, stored, approve }, options)
  const { approval, network } = program
  if (approval !== null)
    throw new AssayError('E-APPROVER', `profile ${network} asks for ${approval.threshold} signatures, not for a name`, {
      next: `Sign it: assay rewards approve ${id} --by NAME --sign`,
    })
  await approve(by)
  console.log(despite === null ? `approved ${id}` : `approved ${id} despite ${despite.gates.join(', ')}`)
}

/** @throws AssayError E-USAGE */
function overruledBy({ despite, reason }: Options): Despite | null {
  if (reason !== undefined && despite === undefined)
    throw new AssayError('E-USAGE', '--reason is of --despite', { next: 'Name the gate that fails: --despite pot' })
  if (despite === undefined) return null
  return { gates: gateNames.filter((name) => despite.includes(gateOption(name))), reason: reason ?? '' }
}

/** What the payer of a distribution holds beside what it owes; null without the key that pays. */
async function balanceOf(context: RewardsContext, program: Program, id: string): Promise<BaseUnits | null> {
  const { env, pool } = context
  return env.REWARDS_SIGNER_KEY ? available(pool, context.chain(program), program, id) : null
}
