import type { Queryable } from '../../postgres/queryable'
import { loadHead, storedShares } from '../close/stored'
import { FileTexts, type PublishTarget, type TextSink, type Written } from './render'

/**
 * One file of a distribution, made from the database piece by piece, each time it is called.
 * @returns null where the distribution has no such file @throws as `loadReport`
 */
export async function storedFile(
  db: Queryable,
  id: string,
  target: PublishTarget,
  name: string,
  written: Written,
): Promise<(() => AsyncGenerator<Buffer>) | null> {
  const head = await loadHead(db, id)
  const begin = () => {
    const taken = new Taken()
    const opened: string[] = []
    const files = new FileTexts(
      head,
      target,
      (each) => {
        opened.push(each)
        return each === name ? taken : ignored
      },
      written,
    )
    return { files, taken, has: opened.includes(name) }
  }
  if (!begin().has) return null
  return async function* () {
    const { files, taken } = begin()
    if (files.grows(name))
      for await (const page of storedShares(db, id)) {
        for (const share of page) files.add(share)
        yield taken.bytes()
      }
    files.end()
    yield taken.bytes()
  }
}

const ignored: TextSink = { add: () => undefined }

class Taken implements TextSink {
  private text = ''

  add(text: string): void {
    this.text += text
  }

  /** What was added since it was last asked. */
  bytes(): Buffer {
    const bytes = Buffer.from(this.text, 'utf8')
    this.text = ''
    return bytes
  }
}
