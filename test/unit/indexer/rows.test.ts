import 'reflect-metadata'
import fc from 'fast-check'
import { DataSource } from 'typeorm'
import { beforeAll, describe, expect, it } from 'vitest'
import { Bill, Event } from '../../../src/model'
import { encoderOf } from '../../../src/postgres/copy/copyBinary'
import { RowShape } from '../../../src/postgres/copy/shape'

const source = new DataSource({ type: 'postgres', entities: [Bill, Event] })
// Protected; connecting would do the same.
beforeAll(() => (source as unknown as { buildMetadatas(): Promise<void> }).buildMetadatas())

/** The fields of a row of COPY's binary format, as the manual of PostgreSQL describes it. */
function fieldsOf(row: string): (Buffer | null)[] {
  const bytes = Buffer.from(row, 'latin1')
  const fields: (Buffer | null)[] = []
  let at = 2
  while (fields.length < bytes.readInt16BE(0)) {
    const length = bytes.readInt32BE(at)
    at += 4
    fields.push(length < 0 ? null : bytes.subarray(at, at + length))
    at += Math.max(length, 0)
  }
  expect(at).toBe(bytes.length)
  return fields
}

/** As `numeric_recv` of the server reads it. */
function numericOf(bytes: Buffer): bigint {
  const [count, weight, sign, scale] = [0, 2, 4, 6].map((at) => bytes.readUInt16BE(at)) as [number, ...number[]]
  expect([weight, scale]).toEqual([count - 1, 0])
  let value = 0n
  for (let i = 0; i < count; i++) value = value * 10_000n + BigInt(bytes.readUInt16BE(8 + 2 * i))
  return sign === 0x4000 ? -value : value
}

const readers: Record<string, (bytes: Buffer) => unknown> = {
  id: (bytes) => bytes.toString('utf8'),
  network: (bytes) => bytes.toString('utf8'),
  node: (bytes) => bytes.toString('utf8'),
  cost: numericOf,
  openedBlock: (bytes) => bytes.readInt32BE(0),
}

const word = fc.oneof(fc.string({ unit: 'grapheme' }), fc.constantFrom('\\N', 'a\tb', '', '0x00', 'ÿ', '漢', '🜚'))
const amount = fc.oneof(
  fc.bigInt({ min: -(2n ** 256n), max: 2n ** 256n }),
  fc.constantFrom(0n, 9_999n, 10_000n, -10_000n, 10n ** 18n, undefined, null),
)

describe('rows as bytes of COPY', () => {
  it('every value comes back, whatever the row before it held', () => {
    const shape = new RowShape(source, Bill, Object.keys(readers))
    const properties = new Map(source.getMetadata(Bill).columns.map((each) => [each.databaseName, each.propertyName]))
    const written = shape.columns.split(', ').map((name) => properties.get(JSON.parse(name))!)
    const row = fc.record({
      id: word,
      network: word,
      node: fc.option(word),
      cost: amount,
      openedBlock: fc.integer(),
    })
    fc.assert(
      fc.property(fc.array(row, { maxLength: 8 }), (rows) => {
        for (const each of rows) {
          const fields = fieldsOf(shape.encode(each as Partial<Bill>))
          const read = written.map((name, i) => [name, fields[i] && readers[name]!(fields[i])])
          expect(Object.fromEntries(read)).toEqual({ ...each, cost: each.cost ?? null })
        }
      }),
    )
  })

  it('an object is written as it is now, not as it was a row ago', () => {
    const shape = new RowShape(source, Event, ['id', 'data'])
    const data: Record<string, string> = { reason: 'a\tb\\n"c" ü' }
    const written = () => {
      const json = fieldsOf(shape.encode({ id: 'e', data })).at(-1)!
      expect(json[0]).toBe(1)
      return JSON.parse(json.subarray(1).toString('utf8'))
    }
    expect(written()).toEqual({ reason: 'a\tb\\n"c" ü' })
    data.reason = 'another'
    expect(written()).toEqual({ reason: 'another' })
  })

  it('JSON means what JSON.stringify writes, whatever the object', () => {
    const key = fc.oneof(word, fc.constantFrom('from', 'value', '"', '\\\\', '__proto__', '\u007f'))
    const value = fc.oneof({ weight: 3, arbitrary: word }, fc.string({ unit: 'binary' }), fc.jsonValue())
    const json = encoderOf('jsonb')
    fc.assert(
      fc.property(fc.oneof(fc.dictionary(key, value), fc.jsonValue()), (data) => {
        const [, bytes] = fieldsOf(`\0\x02\xff\xff\xff\xff${json(data ?? {})}`)
        expect(bytes!.toString('utf8')).toBe(`\x01${JSON.stringify(data ?? {})}`)
      }),
    )
  })

  it.each([
    ['integer', 2 ** 31],
    ['integer', 1.5],
    ['integer', '1'],
    ['numeric', 1],
    ['text', 7n],
    ['boolean', 't'],
  ])('refuses what a column of type %s does not hold: %s', (type, value) => {
    expect(() => encoderOf(type)(value)).toThrow(TypeError)
  })

  it('refuses a column of a type that no table of ours has', () => {
    expect(() => encoderOf('bytea')).toThrow(TypeError)
  })
})
