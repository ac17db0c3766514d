import { createSchema } from 'graphql-yoga'
import { describe, expect, it } from 'vitest'
import { typeDefs } from '../../../src/api/typeDefs'
import { kindSdl } from '../../../src/protocols'

describe('typeDefs', () => {
  const schema = createSchema({ typeDefs: [...typeDefs] })

  it('has every query and subscription of the public surface', () => {
    const query = Object.keys(schema.getQueryType()!.getFields())
    const subscription = Object.keys(schema.getSubscriptionType()!.getFields())
    expect({ query: query.sort(), subscription: subscription.sort() }).toEqual({
      query: [
        'audits',
        'billSeries',
        'bills',
        'burnSeries',
        'burns',
        'distribution',
        'distributions',
        'emissionPressure',
        'emissionSeries',
        'findings',
        'holders',
        'jobs',
        'nodes',
        'poolPeriods',
        'poolStaked',
        'positions',
        'quarantined',
        'revenueSeries',
        'slashes',
        'staker',
        'stakingSeries',
        'status',
        'supply',
        'supplySeries',
        'yield',
      ],
      subscription: ['head', 'jobs', 'supply'],
    })
  })

  it('of two contract kinds never share a query: the later would answer for both', () => {
    const queries = kindSdl.flatMap(({ lists, series }) => Object.keys({ ...lists, ...series }))
    expect(queries).toEqual([...new Set(queries)])
  })
})
