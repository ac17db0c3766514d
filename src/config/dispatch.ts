import { z } from 'zod'
import { accountField } from './fields'

/** A thousand to one gives the lighter of two a GPU of a thousand: what wants less is better served elsewhere. */
const GREATEST_WEIGHT = 1_000

/** How the GPUs of a network are shared while more is asked for than there is. */
export const dispatch = z
  .strictObject({
    /** requester → its share beside others; one that is not named has 1 */
    weights: z
      .array(z.strictObject({ address: accountField, weight: z.number().int().min(1).max(GREATEST_WEIGHT) }))
      .refine((all) => new Set(all.map(({ address }) => address)).size === all.length, {
        message: 'must name different accounts',
      })
      .default([]),
  })
  .prefault({})
