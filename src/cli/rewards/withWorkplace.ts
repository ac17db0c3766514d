import { readEnv } from '../../config/env'
import { AssayError } from '../../errors'
import type { Program } from '../../rewards/programs'
import { openWorkplace, type Workplace } from '../../rewards/workplace'
import { requireSchema } from '../schema'

/** Opens the stores for one command and closes them whatever happens. */
export async function withWorkplace(
  only: { readonly network?: string; readonly program?: string },
  work: (workplace: Workplace) => Promise<void>,
): Promise<void> {
  const env = readEnv()
  // Rewards read Postgres and the chain only; a ClickHouse that is away must not keep anyone from them.
  await requireSchema({ ...env, CLICKHOUSE_URL: undefined })
  const workplace = openWorkplace(env, only)
  try {
    await work(workplace)
  } finally {
    await workplace.close()
  }
}

/** The program of a distribution's id or report. @throws AssayError E-PROGRAM when no profile has it */
export function programOf(workplace: Workplace, network: string, name: string): Program {
  const program = workplace.programs.find((each) => each.network === network && each.name === name)
  if (program === undefined)
    throw new AssayError('E-PROGRAM', `no profile of ASSAY_PROFILES has program ${name} on ${network}`, {
      next: 'Add its profile to ASSAY_PROFILES.',
    })
  return program
}
