import { describe, expect, it } from 'vitest'
import { ddlFiles, statementsOf } from '../../../src/analytics/ddl'
import { projections } from '../../../src/analytics/projector/projections'
import { rollups, SEGMENT_BLOCKS } from '../../../src/analytics/rollups'

describe('ClickHouse DDL', () => {
  it('is the same for a server and for a cluster, but for the clause and the engine', () => {
    const ddl =
      'CREATE TABLE t {on_cluster} (a UInt8) ENGINE = {engine} ORDER BY a;\nCREATE TABLE s {on_cluster} (a UInt8) ENGINE = {engine:SummingMergeTree} ORDER BY a;'
    expect(statementsOf(ddl, undefined)).toEqual([
      'CREATE TABLE t  (a UInt8) ENGINE = MergeTree ORDER BY a',
      'CREATE TABLE s  (a UInt8) ENGINE = SummingMergeTree ORDER BY a',
    ])
    expect(statementsOf(ddl, 'main')).toEqual([
      'CREATE TABLE t ON CLUSTER `main` (a UInt8) ENGINE = ReplicatedMergeTree ORDER BY a',
      'CREATE TABLE s ON CLUSTER `main` (a UInt8) ENGINE = ReplicatedSummingMergeTree ORDER BY a',
    ])
  })

  it('has a table with the columns of every projection', () => {
    const statements = ddlFiles(undefined).flatMap((file) => file.statements)
    for (const { table, columns } of projections) {
      const create = statements.find((statement) => statement.startsWith(`CREATE TABLE IF NOT EXISTS ${table} `))
      const declared = [...(create ?? '').matchAll(/^ {2}(\w+) /gm)].map((match) => match[1])
      expect([table, declared.toSorted()]).toEqual([table, columns.toSorted()])
    }
  })

  it('fills the hours with the SELECT that the projector repairs them with', () => {
    const text = (sql: string) => sql.replace(/\s+/g, ' ').trim()
    const views = ddlFiles(undefined).flatMap((file) => file.statements.filter((each) => each.includes(' VIEW ')))
    expect(views.map((view) => text(view.split(' AS\n')[1]!))).toEqual(
      rollups.map(({ select }) => text(select.join(' '))),
    )
    for (const view of views) expect(view).toContain(`, ${SEGMENT_BLOCKS}) AS segment`)
  })

  it('has a digest that a reworded comment leaves alone', () => {
    for (const { digest } of ddlFiles('any')) expect(digest).toMatch(/^[0-9a-f]{64}$/)
    expect(ddlFiles('any').map((file) => file.digest)).toEqual(ddlFiles(undefined).map((file) => file.digest))
  })
})
