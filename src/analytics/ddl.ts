import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { projectRoot } from '../config/root'

/** One file of db/clickhouse: its statements, and a digest of what they say. */
export interface DdlFile {
  readonly name: string
  readonly statements: readonly string[]
  /** of the text without comments and layout: a reworded comment is not another schema */
  readonly digest: string
}

/** @param cluster name of a ClickHouse cluster; undefined for a single server and for the embedded engine */
export function ddlFiles(cluster: string | undefined, folder = path.join(projectRoot, 'db/clickhouse')): DdlFile[] {
  return readdirSync(folder)
    .filter((name) => /^\d{4}-[a-z-]+\.sql$/.test(name))
    .sort()
    .map((name) => {
      const text = readFileSync(path.join(folder, name), 'utf8').replace(/--.*$/gm, '')
      const digest = createHash('sha256').update(text.replace(/\s+/g, ' ').trim()).digest('hex')
      return { name, digest, statements: statementsOf(text, cluster) }
    })
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
