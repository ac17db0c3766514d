import { z } from 'zod'
import { accountField } from './fields'

/** Who lets a distribution be paid, by signatures: so many of so many. */
export const approval = z
  .strictObject({
    threshold: z.number().int().min(1),
    signers: z.array(accountField).min(1),
    /** signed once and may not any more: their signatures of then stay true, and count for nothing new */
    former: z.array(accountField).default([]),
    /** distributions pinned below it were approved by name, or by fewer: what they have is checked, and not how many */
    fromBlock: z.number().int().min(0).default(0),
  })
  .superRefine(({ threshold, signers, former }, ctx) => {
    if (threshold > signers.length)
      ctx.addIssue({
        code: 'custom',
        path: ['threshold'],
        message: `is above the number of signers, ${signers.length}: nothing could be approved`,
      })
    const seen = new Set<string>()
    for (const [list, addresses] of Object.entries({ signers, former }))
      for (const [at, address] of addresses.entries()) {
        if (seen.has(address)) ctx.addIssue({ code: 'custom', path: [list, at], message: 'is named twice' })
        seen.add(address)
      }
  })
export type Approval = Readonly<z.output<typeof approval>>
