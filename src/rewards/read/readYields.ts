import type { Profile } from '../../config/profile'
import { destraTiers, tierYield } from '../../economics/yield'
import { AssayError } from '../../errors'
import { finalBlock } from '../../ledger/blocks'
import type { ChainHeads } from '../../ledger/chainHeads'
import { programNames } from '../../ledger/programNames'
import { lag, requireProgress } from '../../ledger/progress'
import { POOL_PROGRAM, poolFigures } from '../../ledger/staking/poolFigures'
import { yieldAnswer } from '../../ledger/staking/yieldAnswer'
import { yieldPrice } from '../../ledger/staking/yieldPrice'
import type { Snapshot } from '../../postgres/snapshot'
import { closedFigures } from './closedFigures'
import { openFigures } from './openFigures'

/**
 * Realised yields of a closed period, or of the newest one; of an open period what it would pay if it ended now.
 * @throws AssayError E-BAD-INPUT for a program or period that this network does not have; E-NOT-INDEXED-YET
 */
export async function readYields(
  { snapshot, chainHeads }: { readonly snapshot: Snapshot; readonly chainHeads: ChainHeads },
  profile: Profile,
  program: string,
  period: string | null,
) {
  if (!programNames(profile).includes(program)) {
    throw new AssayError('E-BAD-INPUT', `${profile.name} has no program ${JSON.stringify(program.slice(0, 60))}`, {
      next: `Its programs: ${programNames(profile).join(', ') || 'none'}.`,
      details: { field: 'program' },
    })
  }
  const chainHead = chainHeads.during(snapshot, profile)
  const progress = await requireProgress(snapshot, profile)
  const { stale } = lag(profile, progress, await chainHead)
  const figures =
    program === POOL_PROGRAM
      ? await poolFigures(snapshot, profile, period, await finalBlock(snapshot, profile, progress))
      : ((await closed(snapshot, profile, program, period)) ??
        (await openFigures(snapshot, profile, progress, program, period)))
  if (!figures) return []
  const priced = await yieldPrice(snapshot, profile, figures.provisional ? figures.block.timestamp : figures.end)
  return destraTiers.map((tier) => ({
    network: profile.name,
    program,
    stale,
    ...yieldAnswer(tierYield(tier, figures, profile.token.decimals), figures, priced, profile.token.decimals),
  }))
}

async function closed(snapshot: Snapshot, profile: Profile, program: string, period: string | null) {
  if (!(await snapshot.hasTable('public.report'))) return null
  return closedFigures(snapshot, profile.name, program, period ?? undefined)
}
