/**
 * An estimate of a value's bytes as JSON, counted until it exceeds `limit`: a value too large is found before its text is
 * made. Escapes are not counted.
 */
export function textBytes(value: unknown, limit: number): number {
  const pending: unknown[] = [value]
  let bytes = 0
  while (pending.length > 0 && bytes <= limit) {
    const next = pending.pop()
    if (typeof next === 'string') bytes += Buffer.byteLength(next) + 3
    else if (typeof next !== 'object' || next === null) bytes += 6
    else if (Array.isArray(next)) {
      bytes += 3
      for (const each of next) pending.push(each)
    } else {
      bytes += 3
      for (const key in next) {
        bytes += key.length + 3
        pending.push((next as Record<string, unknown>)[key])
      }
    }
  }
  return bytes
}
