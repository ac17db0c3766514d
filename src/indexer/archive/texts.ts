import { type NumberReader, NumberWriter } from './numbers'

/** Every text of a piece once: addresses, topics and hashes repeat. Numbers refer to them by their place. */
export class TextWriter {
  private readonly places = new Map<string, number>()
  private readonly texts: string[] = []

  place(text: string): number {
    let place = this.places.get(text)
    if (place === undefined) {
      place = this.texts.length
      this.places.set(text, place)
      this.texts.push(text)
    }
    return place
  }

  /** The lengths, then the texts themselves without anything between. */
  write(): { lengths: Buffer; text: Buffer } {
    const lengths = new NumberWriter()
    lengths.push(this.texts.length)
    for (const text of this.texts) lengths.push(text.length)
    return { lengths: lengths.bytes(), text: Buffer.from(this.texts.join('')) }
  }
}

/** @throws RangeError when the lengths do not add up to the text */
export function readTexts(lengths: NumberReader, text: string): readonly string[] {
  const texts: string[] = []
  let at = 0
  for (let left = lengths.next(); left > 0; left--) {
    const end = at + lengths.next()
    texts.push(text.slice(at, end))
    at = end
  }
  if (at !== text.length) throw new RangeError(`${at} of ${text.length} characters have a place`)
  return texts
}
