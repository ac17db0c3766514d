import type { Client } from 'pg'
import type { Explained, SupplyCause } from '../economics/drift'
import { holds, type Identity } from '../economics/identity'
import { NOT_COMPARED } from '../errors'
import type { Network } from '../indexer/network'
import { doubtsOf } from '../ledger/doubts'
import { inTransaction } from '../postgres/transaction'
import { AuditAlarms } from './auditAlarms'
import type { Examined } from './examine'

interface Recorded {
  readonly changed: number
  readonly failing: readonly string[]
}

/** Records the comparison at a block, all of it or nothing. */
export async function record(
  db: Client,
  network: Network,
  { block, compared, identities, classes, supplyCause, oneSided }: Examined,
): Promise<Recorded> {
  const checked = identities.map((identity) => ({ ...identity, holds: holds(identity) }))
  const drift = supplyCause === undefined ? [] : [{ class: 'issuance', cause: supplyCause }]
  const doubts = doubtsOf(network.profile, classes, checked, drift)
  const pin = [network.name, block.number, block.hash, block.time]
  return inTransaction(db, async () => {
    const changed = await recordDrift(db, network, pin, compared, supplyCause)
    await recordIdentities(db, pin, identities)
    // What was not compared is tried again at the same block.
    if (oneSided === undefined)
      await db.query(
        `insert into reconciliation as last (network, block, block_hash, block_time, held_block)
       values ($1, $2, $3, $4, $5)
       on conflict (network) do update set block = $2, block_hash = $3, block_time = $4, checked_at = clock_timestamp(),
         held_block = coalesce(excluded.held_block, last.held_block)`,
        [...pin, doubts.length === 0 ? block.number : null],
      )
    const alarms = new AuditAlarms(db, network.name)
    if (doubts.length > 0) await alarms.raise('E-UNTRUSTED', `at block ${block.number}: ${doubts.join('; ')}`)
    // Also a node without a state has shown that it is of the chain that was indexed.
    await alarms.clear([
      ...(doubts.length > 0 || oneSided !== undefined ? ['E-UNTRUSTED'] : []),
      ...(oneSided !== undefined ? [NOT_COMPARED] : []),
    ])
    return { changed, failing: checked.filter((each) => !each.holds).map(({ name }) => name) }
  })
}

/** A row where the difference is not what the newest row says: a steady drift is one row, a gone one gets closed. */
async function recordDrift(
  db: Client,
  network: Network,
  pin: readonly unknown[],
  compared: readonly Explained[],
  supplyCause: SupplyCause | undefined,
): Promise<number> {
  const causeOf = (row: Explained) => (row.class === 'issuance' ? supplyCause : undefined) ?? row.cause
  const { rowCount } = await db.query(
    `insert into drift (network, class, account, block, block_hash, block_time, asset, ledger, chain, cause)
     select $1, now.class, now.account, $2, $3, $4, $5, now.ledger, now.chain, now.cause
       from unnest($6::text[], $7::text[], $8::numeric[], $9::numeric[], $10::text[])
              as now(class, account, ledger, chain, cause)
       left join lateral (
         select ledger - chain as amount, cause from drift d
          where d.network = $1 and d.class = now.class and d.account = now.account and d.block < $2
          order by block desc limit 1) newest on true
      where (now.ledger - now.chain, now.cause) <> (coalesce(newest.amount, 0), coalesce(newest.cause, 'none'))
     on conflict (network, class, account, block) do update set block_hash = excluded.block_hash,
       block_time = excluded.block_time, ledger = excluded.ledger, chain = excluded.chain, cause = excluded.cause`,
    [
      ...pin,
      network.token,
      compared.map((row) => row.class),
      compared.map((row) => row.account),
      compared.map((row) => row.ledger.toString()),
      compared.map((row) => row.chain.toString()),
      compared.map(causeOf),
    ],
  )
  return rowCount ?? 0
}

/** A row where an identity begins to hold or fails otherwise than before: the newest says how it stands. */
async function recordIdentities(db: Client, pin: readonly unknown[], identities: readonly Identity[]): Promise<void> {
  await db.query(
    `insert into identity_check (network, name, block, block_hash, block_time, holds, "left", "right", explained)
     select $1, now.name, $2, $3, $4, now.holds, now."left", now."right", now.explained
       from unnest($5::text[], $6::boolean[], $7::numeric[], $8::numeric[], $9::numeric[])
              as now(name, holds, "left", "right", explained)
       left join lateral (
         select holds, "left" - "right" as amount from identity_check c
          where c.network = $1 and c.name = now.name and c.block < $2 order by block desc limit 1) newest on true
      where newest.holds is distinct from now.holds or (not now.holds and newest.amount <> now."left" - now."right")
     on conflict (network, name, block) do update set block_hash = excluded.block_hash, holds = excluded.holds,
       block_time = excluded.block_time, "left" = excluded."left", "right" = excluded."right",
       explained = excluded.explained`,
    [
      ...pin,
      identities.map(({ name }) => name),
      identities.map(holds),
      identities.map(({ left }) => left.toString()),
      identities.map(({ right }) => right.toString()),
      identities.map(({ explained }) => explained.toString()),
    ],
  )
}
