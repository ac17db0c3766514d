import type { Pool } from 'pg'
import { lagOf } from './postgresLag'

/** A partition this member holds, and the epoch under which it does: a commit that names an older one touches no row. */
export interface HeldPartition {
  readonly topic: string
  readonly partition: number
  readonly epoch: bigint
}

/**
 * Membership of a consumer group. Every statement goes by the database's clock, so members need not agree on time.
 * A member that stops renewing loses its partitions when its lease runs out; the next holder has a higher epoch.
 */
export class PostgresGroup {
  constructor(
    private readonly pool: Pool,
    private readonly group: string,
    private readonly member: string,
    private readonly topics: readonly string[],
    private readonly leaseMs: number,
  ) {}

  async join(): Promise<void> {
    await this.pool.query(
      `insert into job_log_group (consumer_group, topic, partition)
       select $1, t.topic, p from job_topic t, generate_series(0, t.partitions - 1) p where t.topic = any($2)
       on conflict do nothing`,
      [this.group, this.topics],
    )
  }

  /** Renews this member, gives up partitions above its fair share, takes free ones. @returns those it holds now */
  async renew(): Promise<HeldPartition[]> {
    const { rows } = await this.pool.query<{ members: number; partitions: number }>(
      `with me as (
         insert into job_log_member (consumer_group, member, topics, seen_until)
         values ($1, $2, $3, clock_timestamp() + $4 * interval '1 ms')
         on conflict (consumer_group, member) do update set seen_until = excluded.seen_until),
       gone as (delete from job_log_member where consumer_group = $1 and seen_until < clock_timestamp() - interval '1 minute')
       select 1 + (select count(*) from job_log_member
                    where consumer_group = $1 and member <> $2 and seen_until > clock_timestamp()
                      and topics && $3)::int as members,
              (select count(*) from job_log_group where consumer_group = $1 and topic = any($3))::int as partitions`,
      [this.group, this.member, this.topics, this.leaseMs],
    )
    const share = Math.ceil(rows[0]!.partitions / rows[0]!.members)
    await this.pool.query(
      `with mine as (
         select topic, partition, row_number() over (order by topic, partition) as n from job_log_group
          where consumer_group = $1 and owner = $2 and leased_until > clock_timestamp())
       update job_log_group g
          set owner = case when m.n <= $4 then g.owner end,
              leased_until = clock_timestamp() + case when m.n <= $4 then $3 else 0 end * interval '1 ms'
         from mine m
        where g.consumer_group = $1 and g.owner = $2 and g.topic = m.topic and g.partition = m.partition`,
      [this.group, this.member, this.leaseMs, share],
    )
    const held = await this.held()
    if (held.length < share) {
      await this.pool.query(
        `update job_log_group g
            set owner = $2, epoch = epoch + 1, leased_until = clock_timestamp() + $3 * interval '1 ms'
           from (select topic, partition from job_log_group
                  where consumer_group = $1 and topic = any($5) and (owner is null or leased_until <= clock_timestamp())
                  order by random() limit $4 for update skip locked) as free
          where g.consumer_group = $1 and g.topic = free.topic and g.partition = free.partition`,
        [this.group, this.member, this.leaseMs, share - held.length, this.topics],
      )
      return this.held()
    }
    return held
  }

  private async held(): Promise<HeldPartition[]> {
    const { rows } = await this.pool.query<{ topic: string; partition: number; epoch: string }>(
      `select topic, partition, epoch from job_log_group
        where consumer_group = $1 and owner = $2 and topic = any($3) and leased_until > clock_timestamp()`,
      [this.group, this.member, this.topics],
    )
    return rows.map((row) => ({ ...row, epoch: BigInt(row.epoch) }))
  }

  /** Records up to (not with) `next` are handled. False: the partition has gone to another member. */
  async commit(held: HeldPartition, next: bigint): Promise<boolean> {
    const { rowCount } = await this.pool.query(
      `update job_log_group set committed = $6
        where consumer_group = $1 and owner = $2 and topic = $3 and partition = $4 and epoch = $5 and committed <= $6`,
      [this.group, this.member, held.topic, held.partition, held.epoch, next],
    )
    return rowCount === 1
  }

  /** Partitions of this member that have records to handle. */
  async ready(): Promise<{ topic: string; partition: number }[]> {
    const { rows } = await this.pool.query<{ topic: string; partition: number }>(
      `select g.topic, g.partition from job_log_group g
        where g.consumer_group = $1 and g.owner = $2 and g.topic = any($3) and g.leased_until > clock_timestamp()
          and exists (select from job_log l
                       where l.topic = g.topic and l.partition = g.partition and l."offset" >= g.committed)`,
      [this.group, this.member, this.topics],
    )
    return rows
  }

  lag(): Promise<bigint> {
    return lagOf(this.pool, this.group, this.topics)
  }

  async leave(): Promise<void> {
    await this.pool.query(
      `with gone as (delete from job_log_member where consumer_group = $1 and member = $2)
       update job_log_group set owner = null, leased_until = clock_timestamp() where consumer_group = $1 and owner = $2`,
      [this.group, this.member],
    )
    await this.pool.query(`select pg_notify('job_log', '')`)
  }
}
