import { buildSchema, getIntrospectionQuery, parse } from 'graphql'
import { describe, expect, it } from 'vitest'
import { HEAVY_COST, MAX_REQUEST_COST } from '../../../src/api/limits'
import { operationCost } from '../../../src/api/operationCost'
import { schema as ours } from '../../../src/api/schema'
import { questions } from '../dashboard/questions'

const schema = buildSchema(`
  type Row { id: ID! parts: [Part!]! pages(first: Int, after: String): RowConnection! }
  type Part { name: String! }
  type RowEdge { cursor: String! node: Row! }
  type PageInfo { endCursor: String }
  type RowConnection { nodes: [Row!]! edges: [RowEdge!]! pageInfo: PageInfo! totalCount: Int! }
  type Query { rows(first: Int, after: String): RowConnection! row: Row }
`)
const cost = (query: string, variables: Record<string, unknown> = {}) =>
  operationCost({ schema, document: parse(query), variables }).fields

describe('operationCost', () => {
  it('counts a literal, a variable and a default by one rule', () => {
    const same = [
      cost('{ rows(first: 200) { nodes { id } } }'),
      cost('query($n: Int) { rows(first: $n) { nodes { id } } }', { n: 200 }),
      cost('query($n: Int = 200) { rows(first: $n) { nodes { id } } }'),
    ]
    expect(same).toEqual([202, 202, 202])
  })

  it('multiplies nested pages, and counts what is not a list once', () => {
    expect(cost('{ rows(first: 3) { totalCount pageInfo { endCursor } edges { cursor node { id } } } }')).toBe(
      1 + 1 + 2 + 1 + 3 * (1 + 1 + 1),
    )
    expect(cost('{ rows(first: 3) { nodes { pages(first: 4) { nodes { id } } } } }')).toBe(1 + 1 + 3 * (1 + 1 + 4))
    // 50 is a page when nothing is said, 10 a list without pages
    expect(cost('{ rows { nodes { parts { name } } } }')).toBe(1 + 1 + 50 * (1 + 10))
  })

  it('counts fragments wherever they are spread, and in time however they are nested', () => {
    const row = 'fragment R on Row { id parts { name } }'
    expect(cost(`{ row { ...R } } ${row}`)).toBe(1 + 1 + 1 + 10)
    expect(cost(`{ a: row { ...R ...R } b: row { ...R } } ${row}`)).toBe(2 * 13)
    const chain = Array.from(
      { length: 40 },
      (_, i) => `fragment F${i} on Row { a: pages { nodes { ...F${i + 1} } } b: pages { nodes { ...F${i + 1} } } }`,
    )
    expect(cost(`{ row { ...F0 } } ${chain.join(' ')} fragment F40 on Row { id }`)).toBeGreaterThan(1e60)
  })

  it('takes the named operation', () => {
    const document = parse('query A { rows(first: 100) { nodes { id } } } query B { row { id } }')
    expect(operationCost({ schema, document, operationName: 'B' }).fields).toBe(2)
  })

  it('counts every __schema that the engine would answer', () => {
    const schemas = (query: string) => operationCost({ schema, document: parse(query) }).schemas
    expect(schemas('{ a: __schema { types { name } } b: __schema { types { name } } }')).toBe(2)
    expect(schemas('{ ...S b: __schema { types { name } } } fragment S on Query { __schema { types { name } } }')).toBe(
      2,
    )
    expect(schemas('{ __schema { types { name } } __schema { types { kind } } row { id } }')).toBe(1)
  })

  it('lets the standard introspection of our own schema through, and no deep one', () => {
    const of = (query: string) => operationCost({ schema: ours, document: parse(query) }).fields
    const all = getIntrospectionQuery({ schemaDescription: true, inputValueDeprecation: true, oneOf: true })
    expect(of(all)).toBeLessThan(MAX_REQUEST_COST)
    expect(
      of('{ __schema { types { fields { type { fields { type { fields { type { name } } } } } } } } }'),
    ).toBeGreaterThan(1_000)
    const wide = Array.from(
      { length: 29 },
      (_, i) => `a${i}: types { fields { type { fields { name args { name } } } } }`,
    )
    expect(of(`{ __schema { ${wide.join(' ')} } }`)).toBeGreaterThan(MAX_REQUEST_COST)
  })

  it("counts the intervals of a series, and refuses none of the page's own queries a place among the light", () => {
    const variables = {
      network: 'testnet',
      from: '2025-12-01T00:00:00Z',
      to: '2026-12-01T00:00:00Z',
      first: 50,
      program: 'p',
      where: {},
    }
    const costs = questions.map(([name, query]) => {
      return { name, cost: operationCost({ schema: ours, document: parse(query), variables }).fields }
    })
    expect(costs.length).toBeGreaterThan(10)
    expect(costs.filter(({ cost }) => cost > HEAVY_COST)).toEqual([])
    const series =
      'supplySeries(network: "testnet", from: "2026-01-01T00:00:00Z", to: "2026-02-01T00:00:00Z", every: HOUR)'
    expect(operationCost({ schema: ours, document: parse(`{ ${series} { total burned } }`) }).fields).toBe(1 + 744 * 2)
  })
})
