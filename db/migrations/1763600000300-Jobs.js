/** Jobs: the log on PostgreSQL, and what the dispatcher keeps. Raw SQL writes here, so none of it is an entity. */
module.exports = class Jobs1763600000300 {
  name = 'Jobs1763600000300'

  async up(db) {
    // the job log on PostgreSQL: offsets are given under an advisory lock per partition
    await db.query(`create table job_topic (
      topic text primary key, partitions int not null check (partitions between 1 and 1000))`)
    await db.query(`create table job_log (
      topic text not null, partition int not null, "offset" bigint not null, key text not null,
      headers jsonb not null, value bytea not null, at timestamptz not null default clock_timestamp(),
      primary key (topic, partition, "offset"))`)
    // rows come in the order of their time: what is old is found without reading what is not
    await db.query('create index job_log_by_age on job_log using brin (at)')
    await db.query(`create table job_log_group (
      consumer_group text not null, topic text not null, partition int not null,
      committed bigint not null default 0, owner text, epoch bigint not null default 0, leased_until timestamptz,
      primary key (consumer_group, topic, partition))`)
    await db.query(`create table job_log_member (
      consumer_group text not null, member text not null, topics text[] not null, seen_until timestamptz not null,
      primary key (consumer_group, member))`)

    // what was consumed, how often it was tried, and what was given up
    await db.query(`create table inbox (
      source text not null, id text not null, topic text not null, partition int not null, "offset" bigint not null,
      received_at timestamptz not null default clock_timestamp(), primary key (source, id))`)
    await db.query(`create table delivery_attempt (
      consumer_group text not null, topic text not null, partition int not null, "offset" bigint not null,
      attempts int not null, error text, primary key (consumer_group, topic, partition, "offset"))`)
    await db.query(`create table dead_letter (
      consumer_group text not null, topic text not null, partition int not null, "offset" bigint not null,
      key text not null, headers jsonb not null, value bytea not null, attempts int not null, error text not null,
      at timestamptz not null default clock_timestamp(), primary key (consumer_group, topic, partition, "offset"))`)
    await db.query(`create table outbox (
      id bigint generated always as identity primary key, topic text not null, key text not null,
      headers jsonb not null, value bytea not null, at timestamptz not null default clock_timestamp())`)

    // jobs; amounts are numeric, times are the database's clock
    await db.query(`create table job (
      id text primary key check (id ~ '^0x[0-9a-f]{64}$'),
      seq bigint generated always as identity unique,
      network text not null, requester text not null, adaptor text not null, pool text not null,
      model text, memory_gb int not null, region text, max_compute_units numeric not null, seed text not null,
      state text not null, attempts int not null default 0, token bigint, node text, gpu text, percent int,
      bill_id text, escrow numeric, base_price numeric,
      compute_units numeric, latency_ms int, penalty_bps int, cost numeric, result text, reason text,
      requested_at timestamptz not null default clock_timestamp(), escrowed_at timestamptz, leased_at timestamptz,
      completed_at timestamptz, closed_at timestamptz, updated_at timestamptz not null default clock_timestamp())`)
    await db.query(`create index job_open on job (state, requested_at, id)
      where closed_at is null and state in ('requested', 'escrowed', 'retried', 'completed', 'dead-lettered', 'cancelled')`)
    await db.query('create index job_by_node on job (node) where node is not null')
    await db.query('create index job_by_requester on job (requester, seq)')
    await db.query(`create table job_event (
      id bigint generated always as identity primary key, job_id text not null references job (id),
      at timestamptz not null default clock_timestamp(), state text not null, attempt int not null, token bigint,
      node text, reason text)`)
    await db.query('create index job_event_by_job on job_event (job_id, id)')

    // leases: the token only grows, and a GPU or a job has at most one that lives
    await db.query('create sequence lease_token')
    await db.query(`create table lease (
      token bigint primary key default nextval('lease_token'), job_id text not null references job (id),
      attempt int not null, network text not null, node text not null, gpu text not null,
      leased_at timestamptz not null default clock_timestamp(), expires_at timestamptz not null,
      released_at timestamptz, outcome text)`)
    await db.query('create unique index lease_one_per_gpu on lease (network, node, gpu) where released_at is null')
    await db.query('create unique index lease_one_per_job on lease (job_id) where released_at is null')
    await db.query('create index lease_by_expiry on lease (expires_at) where released_at is null')
    await db.query('create index lease_by_job on lease (job_id)')

    // who is there: ephemeral but for uptime, which programs pay by
    await db.query(`create table gpu (
      network text not null, node text not null, gpu text not null, model text not null, memory_gb int not null,
      region text not null, seen_at timestamptz not null, primary key (network, node, gpu))`)
    await db.query(`create table node_uptime (
      network text not null, node text not null, hour timestamptz not null, minutes bigint not null,
      primary key (network, node, hour))`)

    // what the chain is asked to do for a job, once per action
    await db.query(`create table settlement (
      job_id text not null references job (id), action text not null check (action in ('open', 'settle', 'refund')),
      network text not null, status text not null default 'planned', tx_hash text, attempts int not null default 0,
      error text, at timestamptz not null default clock_timestamp(), sent_at timestamptz, primary key (job_id, action))`)
    await db.query(`create index settlement_open on settlement (network, status, at) where status in ('planned', 'sent')`)
    await db.query(`create table job_finding (
      job_id text not null references job (id), code text not null, title text not null, evidence jsonb not null,
      at timestamptz not null default clock_timestamp(), primary key (job_id, code))`)
  }

  async down(db) {
    for (const table of [
      'job_finding', 'settlement', 'node_uptime', 'gpu', 'lease', 'job_event', 'job', 'outbox', 'dead_letter',
      'delivery_attempt', 'inbox', 'job_log_member', 'job_log_group', 'job_log', 'job_topic',
    ])
      await db.query(`drop table ${table}`)
    await db.query('drop sequence lease_token')
  }
}
