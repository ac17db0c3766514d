import { writeFileSync } from 'node:fs'
import { type Command, InvalidArgumentError } from 'commander'
import { isAddress } from 'viem'
import { type Address, address } from '../../economics/units'
import { AssayError } from '../../errors'
import { loadReport } from '../../rewards/close/stored'
import { safeBatch } from '../../rewards/publish/safeBatch'
import { programOf, withRewardsContext } from './withRewardsContext'

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
        const { chainId, distributor } = programOf(context, stored.network, stored.program)
        if (distributor === undefined)
          throw new AssayError('E-DISTRIBUTOR', `profile ${stored.network} names no merkle-distributor`, {
            next: 'Add it to the contracts of the profile.',
          })
        const batch = safeBatch(chainId, distributor, stored, { safe })
        if (out === undefined) process.stdout.write(batch)
        else writeFileSync(out, batch)
      }),
    )
}

/** An address in both cases of letters must have its checksum: one wrong digit is another Safe. */
function safeAddress(text: string): Address {
  if (isAddress(text)) return address(text)
  throw new InvalidArgumentError('must be the address of a Safe: 0x and 40 hex digits, with its checksum if any')
}
