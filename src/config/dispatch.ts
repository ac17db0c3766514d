import { type RefinementCtx, z } from 'zod'
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

interface Given {
  readonly signedReports?: boolean | undefined
  readonly contracts: Readonly<Record<string, { readonly kind: string }>>
}

/** Reports of nodes are signed only where a registry says whose a node is. */
export function signedOnlyWithRegistry({ signedReports, contracts }: Given, ctx: RefinementCtx): void {
  if (!signedReports || Object.values(contracts).some(({ kind }) => kind === 'dgrid-nodes')) return
  const message = 'needs a contract of kind dgrid-nodes: it says whose a node is'
  ctx.addIssue({ code: 'custom', path: ['signedReports'], message })
}
