import { z } from 'zod'
import { baseUnits, payeeField, seconds } from './fields'

/** A fixed pot over a fixed window, divided once by a table. domain.md §6 */
export const campaign = z
  .strictObject({
    name: z.string().regex(/^[a-z][a-z0-9-]{1,31}$/, 'must be lower-case letters, digits and -'),
    /** what it pays: ETH, or the network's token */
    asset: z.enum(['eth', 'token']).default('eth'),
    /** base units of the asset; with a price, of the price's unit */
    pot: baseUnits.refine((amount) => amount > 0n, { message: 'must be above 0' }),
    /** the pot is declared in another unit and was converted at this price, once */
    price: z
      .strictObject({
        /** base units of the pot's unit for one whole token (or ETH) */
        perToken: baseUnits.refine((amount) => amount > 0n, { message: 'must be above 0' }),
        /** where and when it was read */
        source: z.string().min(1),
      })
      .optional(),
    start: seconds(0),
    end: seconds(1),
    table: z.array(z.strictObject({ address: payeeField, weight: baseUnits })).min(1),
  })
  .superRefine(({ start, end, table }, ctx) => {
    if (end <= start) ctx.addIssue({ code: 'custom', path: ['end'], message: 'must be after start' })
    if (table.every(({ weight }) => weight === 0n))
      ctx.addIssue({ code: 'custom', path: ['table'], message: 'has no weight above 0: nobody would be paid' })
    const seen = new Set<string>()
    for (const [at, { address }] of table.entries()) {
      if (seen.has(address))
        ctx.addIssue({ code: 'custom', path: ['table', at, 'address'], message: 'is in the table twice' })
      seen.add(address)
    }
  })
export type Campaign = z.output<typeof campaign>
