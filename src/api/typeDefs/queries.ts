import type { ListQuery, SchemaPart } from '../../protocols/schemaPart'
import { whereInput } from '../filters'

/** SDL of a Relay connection over `node`. `totalCount` costs a count and is computed only when asked for. */
export function connection(node: string): string {
  return `
type ${node}Edge {
  cursor: String!
  node: ${node}!
}
type ${node}Connection {
  edges: [${node}Edge!]!
  nodes: [${node}!]!
  pageInfo: PageInfo!
  totalCount: Int!
}`
}

/** SDL of a list of one network's rows, with its filters and its connection. */
export function listQuery(field: string, { node, filters, about }: Pick<ListQuery, 'node' | 'filters' | 'about'>) {
  return `
${whereInput(`${node}Where`, filters)}
${connection(node)}
type Query {
  ${about ? JSON.stringify(about) : ''}
  ${field}(network: String!, where: ${node}Where, first: Int, after: String): ${node}Connection!
}`
}

/** SDL of a series of one network. */
function seriesQuery(field: string, point: string): string {
  return `
type Query {
  ${field}(network: String!, from: DateTime!, to: DateTime!, every: Interval!): [${point}!]!
}`
}

/** SDL of a contract kind: its types, and the queries that follow from its lists and series. */
export function kindTypeDefs({ types, lists = {}, series = {} }: SchemaPart): string {
  return [
    types,
    ...Object.entries(lists).map(([field, list]) => listQuery(field, list)),
    ...Object.entries(series).map(([field, { point }]) => seriesQuery(field, point)),
  ].join('\n')
}
