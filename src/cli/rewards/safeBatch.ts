import { writeFileSync } from 'node:fs'
import { type Command, InvalidArgumentError, Option } from 'commander'
import { isAddress } from 'viem'
import { type Address, address } from '../../economics/units'
import { AssayError } from '../../errors'
import { approversOf } from '../../rewards/approval/approvers'
import { loadReport, type StoredReport } from '../../rewards/close/stored'
import { requireDeclaredWindow } from '../../rewards/publish/claimWindow'
import { isHeld } from '../../rewards/publish/onChain'
import { payable } from '../../rewards/publish/payable'
import { publishingCalls, safeBatch } from '../../rewards/publish/safeBatch'
import { simulateBatch } from '../../rewards/safe/simulate'
import { requireNone, type ServiceOptions, safeService } from './safeService'
import { distributorOf, programOfStored, withRewardsContext } from './withRewardsContext'

interface Options extends ServiceOptions {
  readonly out?: string
  readonly format: 'builder' | 'service'
}

export function registerSafeBatch(rewards: Command): void {
  rewards
    .command('safe-batch <id>')
    .description('print the transactions that publish a distribution, for a Safe; send nothing')
    .option('--safe <address>', 'the Safe that sends them, named in the file', safeAddress)
    .option('--out <file>', 'write to a file')
    .addOption(
      new Option('--format <format>', 'builder: for the Safe transaction builder; service: for its transaction service')
        .choices(['builder', 'service'])
        .default('builder'),
    )
    .option('--sign', 'service: sign as an owner, with REWARDS_SAFE_OWNER_KEY')
    .option('--sender <address>', 'service: the owner who proposes it, and signs elsewhere', safeAddress)
    .option('--nonce <number>', 'service: of the Safe transaction (default: the Safe’s next)', nonceOf)
    .option('--multi-send <address>', 'service: MultiSendCallOnly (default: that of the Safe’s version)', safeAddress)
    .addHelpText(
      'after',
      `
Examples:
  assay rewards safe-batch destra:destra.stakers.monthly:2026-09 --safe 0x… --out batch.json
  assay rewards safe-batch destra:destra.stakers.monthly:2026-09 --safe 0x… --format service --sign --out body.json

The body of the second is what POST /api/v1/safes/0x…/multisig-transactions/ takes. This program sends it to nobody.`,
    )
    .action((id: string, options: Options) =>
      withRewardsContext({}, async (context) => {
        const { out, safe, format } = options
        if (format === 'builder') requireNone(options)
        const stored = await loadReport(context.pool, id)
        const program = programOfStored(context, stored)
        const distributor = distributorOf(program)
        const chain = context.chain(program)
        await requireUnpublished({ chain, distributor }, stored)
        await payable(context.pool, chain, id, approversOf(program))
        const { programId } = stored
        await requireDeclaredWindow(chain, { distributor, programId, expiry: program.expiry })
        const steps = publishingCalls(distributor, stored)
        // Beside the file, which may be what standard output is.
        console.error(await simulateBatch(chain, safe, steps))
        if (format === 'builder') return write(safeBatch(program.chainId, distributor, stored, { safe }), out)
        const calls = steps.map(({ call }) => call)
        const { node, env } = { node: context.node(program), env: context.env }
        const { body, next } = await safeService({ node, env, chainId: program.chainId, calls, name: id }, options)
        write(body, out)
        for (const line of next(out ?? 'FILE')) console.error(line)
      }),
    )
}

function write(text: string, out: string | undefined): void {
  if (out === undefined) process.stdout.write(text)
  else writeFileSync(out, text)
}

/** @throws AssayError E-ON-CHAIN, E-PUBLISH-CONFLICT */
async function requireUnpublished(on: Parameters<typeof isHeld>[0], distribution: StoredReport): Promise<void> {
  if (distribution.report.root === null || !(await isHeld(on, distribution))) return
  throw new AssayError('E-ON-CHAIN', `the distributor holds ${distribution.id} already: its contract would refuse it`, {
    next: `See what is claimed of it: assay rewards show ${distribution.id}`,
  })
}

/** An address in both cases of letters must have its checksum: one wrong digit is another account. */
export function safeAddress(text: string): Address {
  if (isAddress(text)) return address(text)
  throw new InvalidArgumentError('must be an address: 0x and 40 hex digits, with its checksum if any')
}

function nonceOf(text: string): bigint {
  if (/^\d{1,15}$/.test(text)) return BigInt(text)
  throw new InvalidArgumentError('must be a number of the Safe’s transactions, like 12')
}
