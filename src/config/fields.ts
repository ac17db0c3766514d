import { z } from 'zod'
import {
  type Address,
  address,
  type BaseUnits,
  type BlockNumber,
  type Bps,
  type Seconds,
  ZERO_ADDRESS,
} from '../economics/units'

/** A shipped profile says `<…>` where only the operator knows the address. */
const placeholder = /^<.*>$/

function parseAddress(text: string, ctx: z.RefinementCtx): Address {
  try {
    return address(text)
  } catch {
    const message = placeholder.test(text)
      ? `is a placeholder, ${text}: fill it in`
      : 'must be an address: 0x and 40 hex digits'
    ctx.addIssue({ code: 'custom', message })
    return z.NEVER
  }
}

export const addressField = z.string().transform(parseAddress)

/** `eth`, or the address of a token. */
export const assetField = z.string().transform((text, ctx) => (text === 'eth' ? text : parseAddress(text, ctx)))

/** Address of something deployed: 0x0 is nobody's. */
export const deployedField = addressField.refine((value) => value !== ZERO_ADDRESS, {
  message: 'is 0x0, where nothing is deployed',
})

/** Account that holds tokens: what is at 0x0 is burned. */
export const accountField = addressField.refine((value) => value !== ZERO_ADDRESS, {
  message: 'is 0x0: what is there is burned, and nobody’s',
})

/** Whom tokens are paid to: at 0x0 they would be nobody's. */
export const payeeField = addressField.refine((value) => value !== ZERO_ADDRESS, {
  message: 'is 0x0, to which nothing can be paid',
})

export const bps: z.ZodType<Bps, number> = z.number().int().min(0).max(10_000)
export const block: z.ZodType<BlockNumber, number> = z.number().int().min(0)
/** The year 5138: what is later was written in milliseconds. */
const LAST_SECOND = 99_999_999_999
export const seconds = (least: number): z.ZodType<Seconds, number> =>
  z
    .number()
    .int()
    .min(least)
    .max(LAST_SECOND, 'must be in seconds, and would be of the year 5138: is it in milliseconds?')
/** What a contract counts amounts in. */
export const LARGEST_AMOUNT: BaseUnits = 2n ** 256n - 1n
export const baseUnits = z
  .string()
  .regex(/^\d+$/, 'must be a decimal string in base units')
  .transform((text): BaseUnits => BigInt(text))
  .refine((amount) => amount <= LARGEST_AMOUNT, { message: 'is above 2^256 − 1, which no contract holds' })
