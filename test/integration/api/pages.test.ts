import type { GraphQLObjectType, GraphQLOutputType } from 'graphql'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { schema } from '../../../src/api/schema'
import { ask, type Fixture, startFixture } from './fixture'
import { seedLists } from './lists'
import { tellStory } from './story'

/** By tag: the engine is loaded twice here, as a module and as CommonJS, and has two of each class. */
const isObject = (type: unknown): type is GraphQLObjectType =>
  (type as GraphQLObjectType)[Symbol.toStringTag] === 'GraphQLObjectType'
const named = (type: GraphQLOutputType): GraphQLOutputType => ('ofType' in type ? named(type.ofType) : type)

/** Every field that is a connection, wherever the schema has one: a new list is walked without being named here. */
const lists = Object.values(schema.getTypeMap())
  .filter(isObject)
  .flatMap((type) =>
    Object.values(type.getFields()).map((field) => ({ name: `${type.name}.${field.name}`, type, field })),
  )
  .filter(({ field }) => String(named(field.type)).endsWith('Connection'))

/** All fields of a row that hold a value and take no argument. */
function scalarsOf(connection: GraphQLObjectType): string {
  const node = named(connection.getFields()['nodes']!.type) as GraphQLObjectType
  return Object.values(node.getFields())
    .filter(({ type, args }) => !isObject(named(type)) && args.length === 0)
    .map(({ name }) => name)
    .join(' ')
}

describe('every list of the api', () => {
  let fixture: Fixture
  let distribution: string
  beforeAll(async () => {
    fixture = await startFixture()
    await tellStory(fixture.db)
    distribution = await seedLists(fixture.db)
  }, 60_000)
  afterAll(() => fixture?.stop())

  it('is known to this test', () => {
    expect(lists.length).toBeGreaterThanOrEqual(11)
    for (const { type, field } of lists) {
      expect([type.name, field.args.map(({ name }) => name)]).toEqual([
        type.name,
        expect.arrayContaining(['first', 'after']),
      ])
      // a list that can be walked backwards must be walked backwards here too
      expect(field.args.map(({ name }) => name)).not.toContain('before')
    }
  })

  async function page({ type, field }: (typeof lists)[number], first: number, after: string | null) {
    const args = `first: ${first}${after === null ? '' : `, after: ${JSON.stringify(after)}`}`
    const network = field.args.some(({ name }) => name === 'network') ? `network: "testnet", ` : ''
    const scalars = scalarsOf(named(field.type) as GraphQLObjectType)
    const list = `list: ${field.name}(${network}${args}) { totalCount nodes { ${scalars} } edges { cursor node { ${scalars} } }
      pageInfo { hasNextPage startCursor endCursor } }`
    const query =
      type.name === 'Query'
        ? `{ ${list} }`
        : `{ within: distribution(id: ${JSON.stringify(distribution)}) { ${list} } }`
    const { data, errors } = await ask(fixture.api, query)
    expect(errors).toBeUndefined()
    return (data.within ?? data).list
  }

  it.each(lists)('$name is walked to its end in pages of two, and is the whole', async (list) => {
    const whole = await page(list, 1_000, null)
    expect(whole.nodes.length).toBeGreaterThanOrEqual(5)
    expect(whole.pageInfo.hasNextPage).toBe(false)
    expect(whole.totalCount).toBe(whole.nodes.length)

    const walked: unknown[] = []
    let after: string | null = null
    for (let more = true; more; ) {
      const { nodes, edges, pageInfo } = await page(list, 2, after)
      expect(edges.map(({ node }: { node: unknown }) => node)).toEqual(nodes)
      expect([pageInfo.startCursor, pageInfo.endCursor]).toEqual([edges[0].cursor, edges.at(-1).cursor])
      walked.push(...nodes)
      expect(walked.length).toBeLessThanOrEqual(whole.nodes.length)
      after = pageInfo.endCursor
      more = pageInfo.hasNextPage
    }
    expect(walked).toEqual(whole.nodes)
  })

  it.each(lists)('$name gives a page of 1,000 with all its fields, and refuses 1,001 by field', async (list) => {
    await expect(page(list, 1_000, null)).resolves.toBeDefined()
    const network = list.field.args.some(({ name }) => name === 'network') ? 'network: "testnet", ' : ''
    const ask1001 = (size: string) => {
      const field = `${list.field.name}(${network}first: ${size}) { nodes { __typename } }`
      return list.type.name === 'Query' ? field : `distribution(id: ${JSON.stringify(distribution)}) { ${field} }`
    }
    const refused = [
      await ask(fixture.api, `{ ${ask1001('1001')} }`),
      await ask(fixture.api, `query($n: Int) { ${ask1001('$n')} }`, { n: 1001 }),
    ]
    expect(refused.map(({ errors }) => errors?.[0]?.extensions)).toEqual(
      refused.map(() => expect.objectContaining({ code: 'E-BAD-INPUT', field: 'first' })),
    )
  })
})
