import { writeFileSync } from 'node:fs'
import { type Command, InvalidArgumentError } from 'commander'
import { isAddress } from 'viem'
import { type Address, address } from '../../economics/units'
import { AssayError } from '../../errors'
import { approversOf } from '../../rewards/approval/approvers'
import { loadReport, type StoredReport } from '../../rewards/close/stored'
import { isHeld } from '../../rewards/publish/onChain'
import { payable } from '../../rewards/publish/payable'
import { publishingCalls, safeBatch } from '../../rewards/publish/safeBatch'
import { simulateBatch } from '../../rewards/safe/simulate'
import { distributorOf, programOfStored, withRewardsContext } from './withRewardsContext'

interface Options {
  readonly out?: string
  readonly safe?: Address
}

export function registerSafeBatch(rewards: Command): void {
  rewards
    .command('safe-batch <id>')
    .description('print the transactions that publish a distribution, for the Safe transaction builder')
    .option('--safe <address>', 'the Safe that sends them, named in the file', safeAddress)
    .option('--out <file>', 'write to a file')
    .addHelpText(
      'after',
      '\nExample:\n  assay rewards safe-batch destra:destra.stakers.monthly:2026-09 --safe 0x… --out batch.json',
    )
    .action((id: string, { out, safe }: Options) =>
      withRewardsContext({}, async (context) => {
        const stored = await loadReport(context.pool, id)
        const program = programOfStored(context, stored)
        const distributor = distributorOf(program)
        const chain = context.chain(program)
        await requireUnpublished({ chain, distributor }, stored)
        await payable(context.pool, id, approversOf(program))
        // Beside the file, which may be what standard output is.
        console.error(await simulateBatch(chain, safe, publishingCalls(distributor, stored)))
        const batch = safeBatch(program.chainId, distributor, stored, { safe })
        if (out === undefined) process.stdout.write(batch)
        else writeFileSync(out, batch)
      }),
    )
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
