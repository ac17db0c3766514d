import { readEnv } from '../../config/env'
import type { Style } from '../../config/style'
import type { Address } from '../../economics/units'
import { AssayError } from '../../errors'
import { inStyle, type Program } from '../../rewards/programs'
import { openRewardsContext, type RewardsContext } from '../../rewards/rewardsContext'
import { requireSchema } from '../schema'

/** Opens the stores for one command and closes them whatever happens. */
export async function withRewardsContext(
  only: { readonly network?: string; readonly program?: string },
  work: (context: RewardsContext) => Promise<void>,
): Promise<void> {
  const env = readEnv()
  // Rewards read Postgres and the chain only; a ClickHouse that is away must not keep anyone from them.
  await requireSchema({ ...env, CLICKHOUSE_URL: undefined })
  const context = openRewardsContext(env, only)
  try {
    await work(context)
  } finally {
    await context.close()
  }
}

/** The program of a distribution's id or report. @throws AssayError E-PROGRAM when no profile has it */
export function programOf(context: RewardsContext, network: string, name: string): Program {
  const program = context.programs.find((each) => each.network === network && each.name === name)
  if (program === undefined)
    throw new AssayError('E-PROGRAM', `no profile of ASSAY_PROFILES has program ${name} on ${network}`, {
      next: 'Add its profile to ASSAY_PROFILES.',
    })
  return program
}

/** The program of a distribution, in the style that it was closed in. @throws as `programOf` */
export function programOfStored(
  context: RewardsContext,
  { network, program, style }: { readonly network: string; readonly program: string; readonly style: Style },
): Program {
  return inStyle(programOf(context, network, program), style)
}

/** @throws AssayError E-DISTRIBUTOR when the profile names none */
export function distributorOf(program: Program): Address {
  if (program.distributor === undefined)
    throw new AssayError(
      'E-DISTRIBUTOR',
      `profile ${program.network} names no ${program.style === 'cumulative' ? 'cumulative' : 'merkle'}-distributor`,
      {
        next: 'Add it to the contracts of the profile.',
      },
    )
  return program.distributor
}
