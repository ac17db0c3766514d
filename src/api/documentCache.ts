import { MAX_CACHED_DOCUMENT_LENGTH, MAX_CACHED_DOCUMENTS } from './limits'

/**
 * An LRU cache of parsed documents by their text. Long ones are parsed each time: a client that sends a new
 * one with every request must not fill the memory with trees.
 */
export class DocumentCache<T> {
  private readonly documents = new Map<string, T>()

  get(text: string): T | undefined {
    const value = this.documents.get(text)
    if (value === undefined) return undefined
    this.documents.delete(text)
    this.documents.set(text, value)
    return value
  }

  set(text: string, value: T): void {
    if (text.length > MAX_CACHED_DOCUMENT_LENGTH) return
    this.documents.set(text, value)
    if (this.documents.size > MAX_CACHED_DOCUMENTS) this.documents.delete(this.documents.keys().next().value!)
  }
}
