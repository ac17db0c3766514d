import { z } from 'zod'
import { AssayError } from '../../errors'

const shape = z.looseObject({
  format: z.literal('assay-report/v1'),
  network: z.string(),
  program: z.string(),
  ruleset: z.string(),
  period: z.looseObject({ id: z.string() }),
  inputs: z.looseObject({}).default({}),
})

/** The names in a report: enough to rebuild it. The rest is compared byte by byte. */
type ReportName = z.infer<typeof shape>

/** @param origin file or id, for the message @throws AssayError E-REPORT-FILE */
export function parseReport(text: string, origin: string): ReportName {
  try {
    return shape.parse(JSON.parse(text))
  } catch (cause) {
    throw new AssayError('E-REPORT-FILE', `${origin} is not a report of ours`, {
      next: 'Give the report.json of a distribution.',
      cause,
    })
  }
}
