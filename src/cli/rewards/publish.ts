import { setTimeout as wait } from 'node:timers/promises'
import type { Command } from 'commander'
import type { Address } from '../../economics/units'
import { AssayError } from '../../errors'
import { approversOf } from '../../rewards/approval/approvers'
import { loadReport, type StoredReport } from '../../rewards/close/stored'
import type { Program } from '../../rewards/programs'
import { available } from '../../rewards/publish/available'
import { requireDeclaredWindow } from '../../rewards/publish/claimWindow'
import { publishCall } from '../../rewards/publish/distributor'
import { gateFacts } from '../../rewards/publish/gateFacts'
import { sanityGates } from '../../rewards/publish/gates'
import { publishOnce } from '../../rewards/publish/publish'
import { ownerOf, rpcPublishChain } from '../../rewards/publish/rpcChain'
import type { RewardsContext } from '../../rewards/rewardsContext'
import { safeAddress } from './safeBatch'
import { distributorOf, programOfStored, withRewardsContext } from './withRewardsContext'

/** A person waits at most this long for a block; run again, the command finds the transaction it sent. */
const WAIT_FOR_BLOCK_MS = 60_000

interface Options {
  dryRun?: boolean
  send?: boolean
  from?: Address
}

export function registerPublish(rewards: Command): void {
  rewards
    .command('publish <id>')
    .description('publish an approved distribution with REWARDS_SIGNER_KEY; a dry run unless --send')
    .option('--dry-run', 'show gates, call and what the contract would say; send nothing (the default)')
    .option('--send', 'sign and send, once')
    .option(
      '--from <address>',
      'dry run: as this account (default: the key’s, else the distributor’s owner)',
      safeAddress,
    )
    .addHelpText('after', '\nExample:\n  assay rewards publish devnet-destra:destra.stakers.monthly:2026-09 --dry-run')
    .action((id: string, options: Options) =>
      withRewardsContext({}, async (context) => {
        if (options.send && (options.dryRun || options.from))
          throw new AssayError('E-USAGE', 'either --send, or --dry-run and --from', { next: 'Leave one out.' })
        const stored = await loadReport(context.pool, id)
        const program = programOfStored(context, stored)
        if (options.send) await send(context, program, id)
        else await dryRun(context, program, stored, options.from)
      }),
    )
}

async function send(context: RewardsContext, program: Program, id: string): Promise<void> {
  const sleep = (ms: number) => wait(ms)
  const chain = context.chain(program)
  const distributor = distributorOf(program)
  const { payers, expiry } = program
  const { pool } = context
  const approvers = approversOf(program)
  const publishing = { pool, chain, payers, distributor, approvers, expiry, waitMs: WAIT_FOR_BLOCK_MS, sleep }
  const outcome = await publishOnce(publishing, id)
  console.log(`${outcome} ${id}`)
  if (outcome !== 'published') process.exitCode = 1
}

async function dryRun(context: RewardsContext, program: Program, stored: StoredReport, from?: Address): Promise<void> {
  const distributor = distributorOf(program)
  const chain = await observed(context, program, distributor, from)
  const call = publishCall(distributor, stored)
  console.log(`${stored.id} is ${stored.state}`)
  console.log(`  from   ${chain.signer}\n  to     ${call.to}\n  value  ${call.value}\n  data   ${call.data}`)
  const held = await chain.published(distributor, stored.programId, stored.periodNumber)
  if (held !== null) return console.log(`  chain  holds it already: root ${held.root}, claimed ${held.claimedTotal}`)
  const balance = await available(context.pool, chain, program, stored.id)
  const gates = sanityGates(await gateFacts(context.pool, stored, balance))
  for (const gate of gates) console.log(`  gate   ${gate.ok ? 'ok  ' : 'FAIL'} ${gate.name}: ${gate.detail}`)
  const refused = await refusal(async () => {
    await requireDeclaredWindow(chain, { distributor, programId: stored.programId, expiry: program.expiry })
    await chain.simulate(call)
  })
  console.log(`  chain  ${refused === null ? 'would accept it' : refused.message}`)
  if (refused?.next) console.log(`  next   ${refused.next}`)
  console.log('nothing was sent')
  if (refused !== null || gates.some((gate) => !gate.ok)) process.exitCode = 1
}

/** The chain as the publisher sees it; without its key, as whoever is named or owns the distributor. Nothing can be signed. */
async function observed({ env, node, chain }: RewardsContext, program: Program, distributor: Address, from?: Address) {
  if (from === undefined && env.REWARDS_SIGNER_KEY) return chain(program)
  return rpcPublishChain(node(program), null, from ?? (await ownerOf(node(program), distributor)))
}

async function refusal(attempt: () => Promise<void>): Promise<AssayError | null> {
  try {
    await attempt()
    return null
  } catch (error) {
    if (error instanceof AssayError) return error
    throw error
  }
}
