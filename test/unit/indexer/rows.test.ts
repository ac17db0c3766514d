import 'reflect-metadata'
import fc from 'fast-check'
import { DataSource } from 'typeorm'
import { beforeAll, describe, expect, it } from 'vitest'
import { copyField, copyJson } from '../../../src/indexer/rows/copyText'
import { RowShape } from '../../../src/indexer/rows/shape'
import { Bill, Event } from '../../../src/model'

const source = new DataSource({ type: 'postgres', entities: [Bill, Event] })
// Protected; connecting would do the same.
beforeAll(() => (source as unknown as { buildMetadatas(): Promise<void> }).buildMetadatas())

/** Reads a line of COPY's text format, as the manual of PostgreSQL describes it. */
function fieldsOf(line: string): (string | null)[] {
  expect(line.endsWith('\n')).toBe(true)
  const plain: Record<string, string> = { t: '\t', n: '\n', r: '\r', '\\': '\\' }
  return line
    .slice(0, -1)
    .split('\t')
    .map((field) => (field === '\\N' ? null : field.replace(/\\(.)/g, (_, each: string) => plain[each]!)))
}

const word = fc.oneof(fc.string(), fc.constantFrom('\\N', '\\', 'a\tb', 'a\nb', '\r', '', '0x00'))
const amount = fc.oneof(fc.bigInt(), fc.constant(undefined), fc.constant(null))

describe('rows as text of COPY', () => {
  it('every value comes back, whatever the row before it held', () => {
    const shape = new RowShape(source, Bill)
    const names = shape.columns.split(', ').map((name) => name.slice(1, -1))
    const row = fc.record({
      id: word,
      network: word,
      status: word,
      node: fc.option(word),
      cost: amount,
      openedBlock: fc.integer(),
    })
    fc.assert(
      fc.property(fc.array(row, { maxLength: 8 }), (rows) => {
        for (const each of rows) {
          const fields = fieldsOf(shape.line(each as Partial<Bill>))
          const read = Object.fromEntries(names.map((name, i) => [name, fields[i]]))
          const text = (value: unknown) => (value === undefined || value === null ? null : String(value))
          expect(read).toMatchObject(
            Object.fromEntries(Object.entries(each).map(([name, value]) => [name, text(value)])),
          )
        }
      }),
    )
  })

  it('an object is written as it is now, not as it was a row ago', () => {
    const shape = new RowShape(source, Event)
    const data: Record<string, string> = { reason: 'a\tb\\n"c"' }
    const written = () => JSON.parse(fieldsOf(shape.line({ id: 'e', data })).at(-1)!)
    expect(written()).toEqual({ reason: 'a\tb\\n"c"' })
    data.reason = 'another'
    expect(written()).toEqual({ reason: 'another' })
  })

  it('refuses what no column holds', () => {
    expect(() => copyField(new Date(0))).toThrow(TypeError)
    expect(copyField(true) + copyField(false) + copyField(1n) + copyJson(null)).toBe('tf1\\N')
  })
})
