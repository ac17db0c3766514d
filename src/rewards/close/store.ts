import type { PoolClient } from 'pg'
import type { Period } from '../../economics/period'
import { AssayError } from '../../errors'
import { type ColumnType, copyRows } from '../../postgres/copy'
import type { Queryable } from '../../postgres/queryable'
import { type DistributionState, distributionId } from '../distribution'
import type { Program } from '../programs'
import { type BuiltReport, potFigures } from '../report/build'

/** Records that closing has begun; idempotent. */
export async function planDistribution(db: Queryable, program: Program, period: Period): Promise<string> {
  const id = distributionId(program.network, program.name, period.id)
  await db.query(
    `insert into distribution
       (id, network, program, program_id, ruleset, asset, period, period_number, period_start, period_end, state, style)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 'planned', $11) on conflict do nothing`,
    [
      id,
      program.network,
      program.name,
      program.programId,
      program.ruleset.name,
      program.asset,
      period.id,
      period.number.toString(),
      period.start,
      period.end,
      program.style,
    ],
  )
  return id
}

export async function stateOf(db: Queryable, id: string): Promise<DistributionState> {
  const { rows } = await db.query<{ state: DistributionState }>('select state from distribution where id = $1', [id])
  const row = rows[0]
  if (row === undefined)
    throw new AssayError('E-DISTRIBUTION', `no distribution ${id}`, { next: 'List them with: assay rewards show' })
  return row.state
}

/** @throws AssayError E-STATE when it is not in state `from`: someone else has moved it */
export async function advance(
  db: Queryable,
  id: string,
  from: DistributionState,
  to: DistributionState,
): Promise<void> {
  const { rowCount } = await db.query(
    'update distribution set state = $3, changed_at = now() where id = $1 and state = $2',
    [id, from, to],
  )
  if (rowCount !== 1)
    throw new AssayError('E-STATE', `distribution ${id} is not ${from}, so it cannot become ${to}`, {
      next: `Look at it with: assay rewards show ${id}`,
    })
}

/** Report, shares and tree, in the caller's transaction. */
export async function storeReport(db: PoolClient, built: BuiltReport): Promise<void> {
  const paid = built.shares.filter((share) => share.treeIndex !== null).length
  await db.query(
    `insert into report (distribution_id, pinned_block, pinned_hash, pinned_time, pot, carry_in, distributed, carry,
                         total_weight, staked_weight, participants, shares, root, sha256, body)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)`,
    [
      built.id,
      built.pinned.number,
      built.pinned.hash,
      built.pinned.time,
      built.pot.toString(),
      built.carryIn.toString(),
      built.distributed.toString(),
      built.carry.toString(),
      built.totalWeight.toString(),
      built.stakedWeight.toString(),
      built.shares.length,
      paid,
      built.root,
      built.sha256,
      built.body,
    ],
  )
  await insertPots(db, built)
  await copyRows(db, 'report_share', shareColumns, shareRows(built))
  if (built.corrections !== null)
    await db.query('insert into report_settlement (distribution_id, body) values ($1, $2)', [
      built.id,
      built.corrections,
    ])
  if (built.cumulative !== null) await copyRows(db, 'report_cumulative', cumulativeColumns, cumulativeRows(built))
  if (built.tree !== null)
    await db.query('insert into report_tree (distribution_id, nodes) values ($1, $2)', [built.id, built.tree.nodes])
}

async function insertPots(db: Queryable, { id, pots }: BuiltReport): Promise<void> {
  const figures = pots.map(potFigures)
  const column = (of: (pot: (typeof figures)[number]) => bigint) => figures.map((pot) => of(pot).toString())
  await db.query(
    `insert into report_pot (distribution_id, name, received, carry_in, divided, total_weight, distributed, carry, credits)
     select $1, * from unnest($2::text[], $3::numeric[], $4::numeric[], $5::numeric[], $6::numeric[], $7::numeric[],
       $8::numeric[], $9::numeric[])`,
    [
      id,
      figures.map((pot) => pot.name),
      column((pot) => pot.received),
      column((pot) => pot.carryIn),
      column((pot) => pot.divided),
      column((pot) => pot.weight),
      column((pot) => pot.distributed),
      column((pot) => pot.carry),
      pots.map(({ split }) => `${split.shares.reduce((sum, { settled }) => sum + (settled?.credit ?? 0n), 0n)}`),
    ],
  )
}

const shareColumns: Readonly<Record<string, ColumnType>> = {
  ...{ distribution_id: 'text', account: 'text', amount: 'numeric', weight: 'numeric', remainder: 'numeric' },
  ...{ tree_index: 'integer', explanation: 'text' },
}

function* shareRows({ id, shares }: BuiltReport): Iterable<readonly unknown[]> {
  for (const { account, amount, weight, remainder, treeIndex, explanation } of shares)
    yield [id, account, amount, weight, remainder, treeIndex, explanation]
}

const cumulativeColumns: Readonly<Record<string, ColumnType>> = {
  ...{ distribution_id: 'text', account: 'text', amount: 'numeric', tree_index: 'integer' },
}

function* cumulativeRows({ id, cumulative }: BuiltReport): Iterable<readonly unknown[]> {
  for (const { account, amount, treeIndex } of cumulative!.amounts) yield [id, account, amount, treeIndex]
}
