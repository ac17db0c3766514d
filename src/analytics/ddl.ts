import { createHash } from 'node:crypto'
import type { FactTable } from '../protocols/factTable'
import { factTables } from './factTables'

/** One step of the schema: its statements, and a digest of what they say. */
export interface Migration {
  readonly name: string
  readonly statements: readonly string[]
  /** of the text without layout, before it is told for a server or for a cluster */
  readonly digest: string
}

/**
 * Every step, oldest first. A table is partitioned by network, so that one network can be dropped and projected again,
 * and ordered by what its charts ask for first.
 * @param cluster name of a ClickHouse cluster; undefined for a single server and for the embedded engine
 */
export function migrations(cluster: string | undefined, tables: readonly FactTable[] = factTables): Migration[] {
  const steps = [...tables.map(creation), ...tables.flatMap(hoursOf), ...tables.flatMap(changesOf)]
  return [...new Set(steps.map(([since]) => since))].sort().map((since) => {
    const text = steps.filter((step) => step[0] === since).map(([, statement]) => `${statement};`)
    const digest = createHash('sha256').update(text.join(' ').replace(/\s+/g, ' ')).digest('hex')
    return { name: `${since}.sql`, digest, statements: statementsOf(text.join('\n'), cluster) }
  })
}

type Step = readonly [since: string, statement: string]

const creation = ({ since, name, columns, key }: FactTable): Step => [since, create(name, columns, key, '{engine}')]

function create(name: string, columns: Readonly<Record<string, string>>, key: string, engine: string): string {
  const lines = Object.entries({ network: 'LowCardinality(String)', ...columns }).map((column) => column.join(' '))
  return `CREATE TABLE IF NOT EXISTS ${name} {on_cluster} (
  ${lines.join(',\n  ')}
) ENGINE = ${engine} PARTITION BY network ORDER BY (${key})`
}

/** Hours, and the view that fills them with every insert of facts. */
function hoursOf({ name: facts, hours }: FactTable): Step[] {
  if (!hours) return []
  const { name, since, columns, key, select } = hours
  const view = `CREATE MATERIALIZED VIEW IF NOT EXISTS ${name}_fill {on_cluster} TO ${name} AS
  SELECT ${select}
  FROM ${facts} AS f GROUP BY network, ${key}`
  return [
    [since, create(name, columns, key, '{engine:AggregatingMergeTree}')],
    [since, view],
  ]
}

function changesOf({ name, added = {}, changes = [] }: FactTable): Step[] {
  const additions = Object.entries(added).flatMap(([since, columns]) => [
    ...Object.entries(columns).map(
      ([column, type]) =>
        [since, `ALTER TABLE ${name} {on_cluster} ADD COLUMN IF NOT EXISTS ${column} ${type}`] as const,
    ),
    [since, `TRUNCATE TABLE ${name} {on_cluster}`] as const,
  ])
  return [...changes, ...additions]
}

/** The same DDL for one server and for a cluster: only the clause and the engines differ. */
export function statementsOf(text: string, cluster: string | undefined): string[] {
  const onCluster = cluster === undefined ? '' : `ON CLUSTER \`${cluster.replaceAll('`', '')}\``
  return text
    .split(';')
    .map((statement) =>
      statement
        .replaceAll('{on_cluster}', onCluster)
        .replace(
          /\{engine(?::(\w+))?\}/g,
          (_, kind = 'MergeTree') => (cluster === undefined ? '' : 'Replicated') + kind,
        )
        .trim(),
    )
    .filter(Boolean)
}
