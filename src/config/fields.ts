import { z } from 'zod'
import { type Address, address, ZERO_ADDRESS } from '../economics/units'

export const addressField = z.string().transform((text, ctx): Address => {
  try {
    return address(text)
  } catch {
    ctx.addIssue({ code: 'custom', message: 'must be an address: 0x and 40 hex digits' })
    return z.NEVER
  }
})

/** A shipped profile says `<…>` where only the operator knows the address. */
const placeholder = /^<.*>$/

/** Address of something deployed: 0x0 is nobody's. */
export const deployedField = z
  .string()
  .refine((text) => !placeholder.test(text), {
    message: 'is a placeholder: fill in the address of your deployment',
    abort: true,
  })
  .pipe(addressField)
  .refine((value) => value !== ZERO_ADDRESS, { message: 'is 0x0, where nothing is deployed' })

export const bps = z.number().int().min(0).max(10_000)
export const block = z.number().int().min(0)
export const baseUnits = z
  .string()
  .regex(/^\d+$/, 'must be a decimal string in base units')
  .transform((text) => BigInt(text))
