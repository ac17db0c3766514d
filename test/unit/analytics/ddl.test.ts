import { describe, expect, it } from 'vitest'
import { migrations, statementsOf } from '../../../src/analytics/ddl'
import { factTables } from '../../../src/analytics/factTables'
import { projection } from '../../../src/analytics/projector/projection'
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

  it('has segments as long as the projector repairs', () => {
    for (const { select } of rollups) expect(select).toContain(`, ${SEGMENT_BLOCKS}) AS segment`)
  })

  it('is for ever what stores remember: a change of a table is a migration of its own', () => {
    const released = migrations(undefined).map(({ name, digest }) => [name, digest])
    expect(released).toEqual([
      ['0001-facts.sql', '310fa2b26c4134666ecb7d7e13de3c7a7ef2b10ac605344c5013d0cf49833f87'],
      ['0002-rollups.sql', 'a66e19eb68e82d596ae94e1a1a6479accecccdb1b43279e28ac6940403191c65'],
      ['0003-each-fact-once.sql', '201834f89f41dd802af59efce594118f01a19dd8c613cdf815d73ff6d7d8b4d5'],
      ['0004-compact-batches.sql', '6f2c355f531a4a262be4c4f3bc000646bb74ddb2633fae86d03ad4c6e093432e'],
    ])
    expect(migrations('any').map(({ name, digest }) => [name, digest])).toEqual(released)
  })

  it('adds a column by a migration that empties its table, and reads it from Postgres', () => {
    const [bills] = factTables.filter(({ name }) => name === 'bill_change')
    const wider = { ...bills!, added: { '0005-disputes': { dispute_fee: 'UInt256' } } }
    const [first, , , , last] = migrations(undefined, [...factTables.filter((each) => each !== bills), wider])
    expect(first!.statements.join()).not.toContain('dispute_fee')
    expect([last!.name, last!.statements]).toEqual([
      '0005-disputes.sql',
      ['ALTER TABLE bill_change  ADD COLUMN IF NOT EXISTS dispute_fee UInt256', 'TRUNCATE TABLE bill_change'],
    ])
    const { columns, batch } = projection(wider)
    expect([columns.at(-1), batch.split(' FROM ')[0]!.split(', ').at(-1)]).toEqual(['dispute_fee', 'dispute_fee'])
  })
})
