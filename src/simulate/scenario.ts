import { z } from 'zod'
import { type DomainShares, shareRefusals } from '../economics/emission/shares'
import { type Period, parsePeriod, UTC_MONTH } from '../economics/period'
import { AssayError } from '../errors'

const month = z
  .string()
  .regex(/^\d{4}-(0[1-9]|1[0-2])$/, 'must be a UTC month like 2026-01')
  .transform((id): Period => parsePeriod(UTC_MONTH, id))
const share = z.number().int().min(0).max(9_900)
const rate = z.number().int().min(0).max(10_000)

const shape = z
  .strictObject({
    network: z.string().min(1).optional(),
    domain: z
      .string()
      .regex(/^(0|[1-9]\d{0,77})$/, "must be the domain's number as a decimal string")
      .transform((text) => BigInt(text))
      .optional(),
    shares: z
      .strictObject({ miners: share, stakers: share, validators: share, domainOwner: share, modelOwners: share })
      .optional(),
    burnBps: z.strictObject({ usage: rate.optional(), buyback: rate.optional() }).optional(),
    revenueSplitBps: z
      .strictObject({ stakers: rate, nodes: rate, buyback: rate })
      .refine((split) => split.stakers + split.nodes + split.buyback === 10_000, { message: 'must sum to 10000' })
      .optional(),
    forecast: z
      .strictObject({ months: z.number().int().min(1).max(120), basis: z.number().int().min(1).max(12).optional() })
      .optional(),
    from: month.optional(),
    to: month.optional(),
  })
  .superRefine(({ domain, shares, from, to }, ctx) => {
    const refuse = (path: string[], message: string) => ctx.addIssue({ code: 'custom', path, message })
    if (shares && domain === undefined) refuse(['domain'], 'shares need the domain they are for')
    for (const { role, reason } of shares ? shareRefusals(shares as DomainShares) : [])
      refuse(['shares', ...(role ? [role] : [])], reason)
    if (from && to && to.start < from.start) refuse(['to'], `${to.id} is before from, ${from.id}`)
  })

/** A what-if, checked. Fields not given leave history as it is. */
export type Scenario = Readonly<Omit<z.output<typeof shape>, 'network'>> & { readonly network: string }

/**
 * @param network of the command line; wins over the file's
 * @throws AssayError E-SCENARIO naming the field and what it must be
 */
export function parseScenario(input: unknown, origin: string, network?: string): Scenario {
  const parsed = shape.safeParse(input)
  if (!parsed.success) {
    const issues = parsed.error.issues.map((each) => ({ field: each.path.join('.'), message: each.message }))
    throw refusal(issues[0]!.field, issues[0]!.message, origin, issues)
  }
  const name = network ?? parsed.data.network
  if (name === undefined) throw refusal('network', 'must be given, here or as --network', origin)
  return { ...parsed.data, network: name }
}

/** The refusal of a scenario's field, for the file itself or for the history it is held against. */
export function refusal(field: string, message: string, origin: string, issues?: readonly object[]): AssayError {
  const where = field === '' ? 'the whole file' : `field ${field}`
  return new AssayError('E-SCENARIO', `${origin}: ${where}: ${message}`, {
    next: `Mend ${where} of ${origin}; docs/simulate.md describes every field.`,
    details: { field, ...(issues && { issues }) },
  })
}
