import {
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLObjectType,
  type GraphQLSchema,
  Kind,
  type SelectionSetNode,
  type ValueNode,
} from 'graphql'
import type { Interval } from '../analytics/queries'
import { DEFAULT_PAGE_ROWS, MAX_PAGE_ROWS } from './limits'
import { listRows } from './listRows'
import { seriesRows } from './seriesRows'

/** Upper bound of an operation's cost, computed before anything is read. */
interface OperationCost {
  /** fields resolved: every list counts its rows times what is selected of each */
  readonly fields: number
  /** how often it asks for `__schema`, by distinct response key */
  readonly schemas: number
}

export interface Operation {
  readonly schema: GraphQLSchema
  readonly document: DocumentNode
  readonly operationName?: string | null | undefined
  readonly variables?: Readonly<Record<string, unknown>> | null | undefined
}

/**
 * Cost of a validated operation. `first` counts with its value, written in the query or given as a variable: the two are
 * one rule. Directives are not looked at: what @skip leaves out still counts.
 */
export function operationCost({ schema, document, operationName, variables }: Operation): OperationCost {
  const fragments = new Map<string, FragmentDefinitionNode>()
  const operations = document.definitions.filter((each) => each.kind === Kind.OPERATION_DEFINITION)
  for (const each of document.definitions)
    if (each.kind === Kind.FRAGMENT_DEFINITION) fragments.set(each.name.value, each)
  const operation = operations.find((each) => !operationName || each.name?.value === operationName)
  if (!operation) return { fields: 0, schemas: 0 }
  const defaults = new Map(operation.variableDefinitions?.map((each) => [each.variable.name.value, each.defaultValue]))
  const argument = (node: ValueNode | undefined): unknown => {
    if (node?.kind !== Kind.VARIABLE) return node && 'value' in node ? node.value : undefined
    return variables?.[node.name.value] ?? argument(defaults.get(node.name.value))
  }
  const walk = new Walk(schema, fragments, argument)
  const root = schema.getRootType(operation.operation)!
  const keys = new Map(walk.fieldsOf(operation.selectionSet).map((field) => [responseKey(field), field.name.value]))
  return {
    fields: walk.cost(operation.selectionSet, root, null),
    schemas: [...keys.values()].filter((name) => name === '__schema').length,
  }
}

function responseKey(field: FieldNode): string {
  return field.alias?.value ?? field.name.value
}

class Walk {
  /** by selection set and page: a fragment spread in many places is counted in each, and computed once */
  private readonly costs = new Map<SelectionSetNode, Map<number | null, number>>()

  constructor(
    private readonly schema: GraphQLSchema,
    private readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>,
    private readonly argument: (node: ValueNode | undefined) => unknown,
  ) {}

  /** Fields of a selection, those of its fragments among them, each fragment once as the engine takes it. */
  fieldsOf(set: SelectionSetNode, seen = new Set<string>()): FieldNode[] {
    return set.selections.flatMap((each) => {
      if (each.kind === Kind.FIELD) return [each]
      if (each.kind === Kind.INLINE_FRAGMENT) return this.fieldsOf(each.selectionSet, seen)
      const fragment = this.fragments.get(each.name.value)
      if (!fragment || seen.has(each.name.value)) return []
      seen.add(each.name.value)
      return this.fieldsOf(fragment.selectionSet, seen)
    })
  }

  /** @param page rows of the connection that this is the selection of, null elsewhere */
  cost(set: SelectionSetNode, parent: GraphQLObjectType, page: number | null): number {
    const byPage = this.costs.get(set) ?? new Map<number | null, number>()
    this.costs.set(set, byPage)
    const counted = byPage.get(page)
    if (counted !== undefined) return counted
    const sum = this.fieldsOf(set).reduce((total, field) => total + this.fieldCost(field, parent, page), 0)
    byPage.set(page, sum)
    return sum
  }

  private fieldCost(field: FieldNode, parent: GraphQLObjectType, page: number | null): number {
    const name = field.name.value
    if (!field.selectionSet) return 1
    const definition = parent.getFields()[name]
    const type = this.schema.getType(definition ? namedType(String(definition.type)) : metaTypes[name]!)
    if (!type || !('getFields' in type)) return 1
    const list = definition !== undefined && String(definition.type).startsWith('[')
    const rows = list ? (page ?? this.intervals(field) ?? listRows(this.schema, parent.name, name)) : 1
    const own = definition?.args.some((arg) => arg.name === 'first') ? this.page(field) : null
    return 1 + rows * this.cost(field.selectionSet, type as GraphQLObjectType, own)
  }

  /** Of a series; undefined for another list, and where its range is not one. */
  private intervals(field: FieldNode): number | undefined {
    const [from, to, every] = ['from', 'to', 'every'].map((name) => this.value(field, name))
    const range = { from: new Date(String(from)), to: new Date(String(to)), every: every as Interval }
    return seriesRows(range) || undefined
  }

  /** Above the limit the list itself refuses, and names the field. */
  private page(field: FieldNode): number {
    const first = this.value(field, 'first')
    if (first === null || first === undefined) return DEFAULT_PAGE_ROWS
    return Math.min(Math.max(Number(first) || 0, 0), MAX_PAGE_ROWS)
  }

  private value(field: FieldNode, argument: string): unknown {
    return this.argument(field.arguments?.find(({ name }) => name.value === argument)?.value)
  }
}

/** Fields of the engine itself, which no type lists. */
const metaTypes: Readonly<Record<string, string>> = { __schema: '__Schema', __type: '__Type' }

/** The type within `[Bill!]!`. */
function namedType(type: string): string {
  return type.replaceAll(/[[\]!]/g, '')
}
