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
