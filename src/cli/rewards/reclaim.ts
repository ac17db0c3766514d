import { writeFileSync } from 'node:fs'
import { setTimeout as wait } from 'node:timers/promises'
import type { Command } from 'commander'
import { getAddress } from 'viem'
import type { Address } from '../../economics/units'
import { AssayError } from '../../errors'
import { reclaimBatch, reclaimStep, requireReclaimable, sendReclaim } from '../../rewards/publish/reclaim'
import { claimStates, distributionById } from '../../rewards/read'
import type { RewardsContext } from '../../rewards/rewardsContext'
import { simulateBatch } from '../../rewards/safe/simulate'
import { safeAddress } from './safeBatch'
import { assetOf, tokens } from './shownAs'
import { distributorOf, programOf, withRewardsContext } from './withRewardsContext'

/** A person waits at most this long for a block; run again, the command says whether it was mined. */
const WAIT_FOR_BLOCK_MS = 60_000

interface Options {
  readonly safe?: Address
  readonly send?: boolean
  readonly dryRun?: boolean
  readonly out?: string
}

export function registerReclaim(rewards: Command): void {
  rewards
    .command('reclaim <id>')
    .description('take back what nobody claimed in time, for the account that was declared; a dry run unless --send')
    .option('--dry-run', 'show what would be paid to whom; send nothing (the default)')
    .option('--send', 'sign and send with REWARDS_SIGNER_KEY')
    .option(
      '--safe <address>',
      'print the transaction for the Safe transaction builder, simulated as this Safe',
      safeAddress,
    )
    .option('--out <file>', 'write that to a file')
    .addHelpText(
      'after',
      '\nExample:\n  assay rewards reclaim destra:destra.stakers.monthly:2026-09 --safe 0x… --out batch.json',
    )
    .action((id: string, options: Options) => withRewardsContext({}, (context) => reclaim(context, id, options)))
}

async function reclaim(context: RewardsContext, id: string, { safe, send, dryRun, out }: Options): Promise<void> {
  if (send && (dryRun || safe)) throw new AssayError('E-USAGE', 'either --send or one of --dry-run and --safe')
  const distribution = await distributionById(context.pool, id)
  const claims = (await claimStates(context.pool, [id])).get(id)
  if (distribution === null || claims === undefined)
    throw new AssayError('E-DISTRIBUTION', `no distribution ${id} with a report`, {
      next: 'List them with: assay rewards show',
    })
  const program = programOf(context, distribution.network, distribution.program)
  const time = requireReclaimable(id, program.expiry, claims)
  const { expired: amount } = claims
  const to = claims.reclaimTo!
  const step = reclaimStep(distributorOf(program), distribution)
  const chain = context.chain(program)
  // Beside the file, which may be what standard output is.
  console.error(`${id}: ${tokens(amount, assetOf(context, distribution))} (${amount} base units) unclaimed, to ${to}`)
  if (send) {
    const tx = await sendReclaim({ chain, waitMs: WAIT_FOR_BLOCK_MS, sleep: (ms) => wait(ms) }, step)
    console.log(tx === null ? `sent ${id}: in no block yet` : `reclaimed ${id}: ${tx}`)
    if (tx === null) process.exitCode = 1
    return
  }
  if (safe === undefined) {
    await chain.simulate(step.call)
    return console.log('the distributor would accept it; nothing was sent')
  }
  console.error(await simulateBatch(chain, safe, [step]))
  const batch = reclaimBatch(program.chainId, step, { id, amount, to, time, safe: getAddress(safe) })
  if (out === undefined) process.stdout.write(batch)
  else writeFileSync(out, batch)
}
