import { writeFileSync } from 'node:fs'
import { type Command, InvalidArgumentError } from 'commander'
import { parseEther } from 'viem'
import type { Node } from '../../chain/node'
import { nodeOf } from '../../chain/nodeOf'
import { readEnv } from '../../config/env'
import { contractsOf, loadProfile, type Profile, type ProfileContract } from '../../config/profile'
import type { Address, Hash } from '../../economics/units'
import { AssayError, OTHER_CHAIN } from '../../errors'
import { depositBatch, depositPeriod, depositStep, inSentence } from '../../rewards/deposit/deposit'
import { readPool } from '../../rewards/deposit/pool'
import { rpcPublishChain } from '../../rewards/publish/rpcChain'
import { simulateBatch } from '../../rewards/safe/simulate'
import { safeAddress } from './safeBatch'
import { sendDeposit, transactionHash } from './sendDeposit'

/** A person waits for a handful of views. */
const NODE = { timeoutMs: 15_000, retries: 2 }

interface Options {
  readonly amount: bigint
  readonly network?: string
  readonly pool?: Address
  readonly safe?: Address
  readonly more?: boolean
  readonly send?: boolean
  readonly again?: Hash
  readonly out?: string
}

export function registerDeposit(rewards: Command): void {
  rewards
    .command('deposit')
    .description(
      'print the transaction that funds the staking pool’s period of now, for the Safe transaction builder, or send it',
    )
    .requiredOption('--amount <eth>', 'ETH to deposit, e.g. 1.5', amountOf)
    .option('--network <name>', 'whose pool (default: the only one that has one)')
    .option('--pool <address>', 'which pool, where the network has several', safeAddress)
    .option('--safe <address>', 'the Safe that sends it (default: the pool’s owner)', safeAddress)
    .option('--more', 'although the period was funded before')
    .option('--send', 'sign and send it with REWARDS_SIGNER_KEY, once, instead of printing it')
    .option(
      '--again <tx>',
      'with --send: one more, beside the deposit that this transaction made into the period',
      transactionHash,
    )
    .option('--out <file>', 'write to a file')
    .addHelpText(
      'after',
      `
Examples:
  assay rewards deposit --network destra --amount 1.5 --out deposit.json
  assay rewards deposit --network destra --amount 1.5 --send

Without --send nothing is sent. With it, run again, the command finds what it signed, and never pays a second time by itself.`,
    )
    .action(deposit)
}

async function deposit({ amount, more = false, out, send, again, ...named }: Options): Promise<void> {
  if (send ? named.safe !== undefined || out !== undefined : again !== undefined)
    throw new AssayError('E-USAGE', '--send with --safe or --out, or --again without --send', {
      next: 'Leave one out.',
    })
  const { profile, pool } = poolOf(named)
  const node = nodeOf(profile, NODE)
  await requireChain(node, profile)
  if (send) return sendDeposit({ node, profile, pool }, { amount, more, after: again ?? null })
  const state = await readPool(node, pool.address)
  const target = depositPeriod(state, pool, { amount, more })
  const { name: network, chainId } = profile
  const made = { network, chainId, pool, target, amount, safe: named.safe ?? state.owner, now: state.now }
  // Beside the file, which may be what standard output is.
  console.error(inSentence(made))
  console.error(await simulateBatch(rpcPublishChain(node, null), made.safe, [depositStep(pool, target, amount)]))
  const batch = depositBatch(made)
  if (out === undefined) process.stdout.write(batch)
  else writeFileSync(out, batch)
}

/** @throws AssayError E-POOL where none, or more than one, is meant */
function poolOf({ network, pool }: Pick<Options, 'network' | 'pool'>): { profile: Profile; pool: ProfileContract } {
  const env = readEnv()
  const found = env.profileFiles
    .map((file) => loadProfile(file, env.variables))
    .filter(({ name }) => network === undefined || name === network)
    .flatMap((profile) => contractsOf(profile, 'destra-pool').map((each) => ({ profile, pool: each })))
    .filter((each) => pool === undefined || each.pool.address === pool)
  const [first] = found
  if (first && found.length === 1) return first
  const text = found.map(({ profile, pool: { address } }) => `${address} of ${profile.name}`).join(', ')
  throw new AssayError(
    'E-POOL',
    `${found.length === 0 ? 'no' : 'more than one'} staking pool is meant: ${text || 'none'}`,
    {
      next:
        found.length === 0
          ? 'Name the network of a profile of ASSAY_PROFILES that has a contract of kind destra-pool.'
          : 'Name one with --network, or --pool.',
    },
  )
}

async function requireChain(node: Node, { name, chainId }: Profile): Promise<void> {
  const told = Number(await node.ask<string>('eth_chainId', []))
  if (told === chainId) return
  throw new AssayError(OTHER_CHAIN, `the node is of chain ${told}, and ${name} is on chain ${chainId}`, {
    next: 'Give the endpoint of a node of that chain.',
  })
}

/** ETH in digits, never a number: 18 decimals at most, so that no wei is lost. */
function amountOf(text: string): bigint {
  const wei = /^\d{1,12}(\.\d{1,18})?$/.test(text) ? parseEther(text) : 0n
  if (wei > 0n) return wei
  throw new InvalidArgumentError('must be an amount of ETH above 0, with at most 18 decimals, like 1.5')
}
