import { buildSchema, parse, validate } from 'graphql'
import { describe, expect, it } from 'vitest'
import { typeDefs } from '../../../src/api/typeDefs'
import { questions } from './questions'

/** The areas' roots made one, as the server does. */
const roots = typeDefs.join('\n').replace(/^ *type (Query|Subscription) \{/gm, 'extend type $1 {')
const schema = buildSchema(`type Query\ntype Subscription\n${roots}`)

describe('every question of the page is one the public API understands', () => {
  it.each(questions)('%s', (_, query) => {
    expect(validate(schema, parse(query)).map((error) => error.message)).toEqual([])
  })
})
