import { type GraphQLError, Kind, type Location, parse, visit } from 'graphql'

/**
 * The argument or input field an error of GraphQL itself is about, like `where.block_gte`, or `$first` for a variable.
 * The engine gives only the error's place in the document, so the field is found there.
 */
export function inputField(error: GraphQLError): string | undefined {
  const place = error.nodes?.[0]
  if (place?.kind === Kind.VARIABLE_DEFINITION) {
    const within = /at "(?:\w+)\.([\w.[\]]+)"/.exec(error.message)?.[1]
    return within ? `${place.variable.name.value}.${within}` : place.variable.name.value
  }
  const at = place?.loc ?? locationOf(error)
  const source = place?.loc?.source ?? error.source
  if (!at || !source) return undefined

  const path: string[] = []
  const note = (node: { readonly loc?: Location; readonly name: { readonly value: string } }) => {
    if (node.loc && node.loc.start <= at.start && at.end <= node.loc.end) path.push(node.name.value)
  }
  try {
    visit(parse(source.body), { Argument: note, ObjectField: note })
  } catch {
    return undefined
  }
  return path.length > 0 ? path.join('.') : undefined
}

/** A scalar's own error carries only a position once it has been through validation. */
function locationOf(error: GraphQLError): { start: number; end: number } | undefined {
  const start = error.positions?.[0]
  return start === undefined ? undefined : { start, end: start }
}
