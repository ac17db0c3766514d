import { MAX_CACHED_DOCUMENT_LENGTH, MAX_CACHED_DOCUMENTS } from './limits'

/**
 * Parsed documents by their text, the least recently used go. Long ones are parsed each time: a client that sends a new
 * one with every request must not fill the memory with trees.
 */
export class DocumentCache<T> {
  private readonly known = new Map<string, T>()

  get(text: string): T | undefined {
    const value = this.known.get(text)
    if (value === undefined) return undefined
    this.known.delete(text)
    this.known.set(text, value)
    return value
  }

  set(text: string, value: T): void {
    if (text.length > MAX_CACHED_DOCUMENT_LENGTH) return
    this.known.set(text, value)
    if (this.known.size > MAX_CACHED_DOCUMENTS) this.known.delete(this.known.keys().next().value!)
  }
}
