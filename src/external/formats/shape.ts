import { z } from 'zod'
import { AssayError } from '../../errors'
import { shown } from '../shown'

/** An object of which every key is somebody's: read entry by entry, so that a wrong one is named and the others count. */
export const entries = z.custom<Readonly<Record<string, unknown>>>(
  (value) => typeof value === 'object' && value !== null && !Array.isArray(value),
  'not an object',
)

/** The fields of one entry, none of which can be relied on. */
export function fieldsOf(entry: unknown): Readonly<Record<string, unknown>> {
  const parsed = entries.safeParse(entry)
  return parsed.success ? parsed.data : {}
}

/** @param kind in words @throws AssayError E-EXTERNAL-FORMAT */
export function inShape<T>(shape: z.ZodType<T>, json: unknown, kind: string): T {
  const parsed = shape.safeParse(json)
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  throw notOfFormat(`${issue?.path.map((key) => shown(key)).join('.') || 'the file'}: ${issue?.message}`, kind)
}

export function notOfFormat(what: string, kind: string, next = 'Is --format the one of the file?'): AssayError {
  return new AssayError('E-EXTERNAL-FORMAT', `this is no ${kind}: ${what}`, { next })
}
