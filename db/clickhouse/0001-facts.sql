-- Facts of the final event log, one table per series of questions. Rows are written once and never changed: a bill
-- that settles is a second row. Every table is partitioned by network, so that one network can be dropped and
-- projected again, and ordered by what its charts ask for first.
-- {on_cluster} and {engine} are filled by migrate: empty and MergeTree, or ON CLUSTER and ReplicatedMergeTree.

-- every event but the transfers that stand in movement
CREATE TABLE IF NOT EXISTS event {on_cluster} (
  network LowCardinality(String),
  block UInt32 CODEC(Delta, ZSTD),
  log_index UInt32,
  part UInt16,
  block_time DateTime('UTC') CODEC(Delta, ZSTD),
  tx_hash String CODEC(ZSTD(3)),
  tx_index UInt32,
  contract LowCardinality(String),
  kind LowCardinality(String),
  version UInt16,
  data String CODEC(ZSTD(3))
) ENGINE = {engine} PARTITION BY network ORDER BY (kind, block, log_index, part);

CREATE TABLE IF NOT EXISTS movement {on_cluster} (
  network LowCardinality(String),
  block UInt32 CODEC(Delta, ZSTD),
  log_index UInt32,
  part UInt16,
  ordinal UInt32,
  block_time DateTime('UTC') CODEC(Delta, ZSTD),
  tx_hash String CODEC(ZSTD(3)),
  asset LowCardinality(String),
  from_class LowCardinality(String),
  to_class LowCardinality(String),
  from_account String CODEC(ZSTD(3)),
  to_account String CODEC(ZSTD(3)),
  amount UInt256 CODEC(ZSTD),
  cause LowCardinality(String)
) ENGINE = {engine} PARTITION BY network ORDER BY (asset, to_class, block, log_index, part, ordinal);

CREATE TABLE IF NOT EXISTS supply_point {on_cluster} (
  network LowCardinality(String),
  block UInt32 CODEC(Delta, ZSTD),
  block_time DateTime('UTC') CODEC(Delta, ZSTD),
  asset LowCardinality(String),
  class LowCardinality(String),
  cause LowCardinality(String),
  balance Int256 CODEC(ZSTD)
) ENGINE = {engine} PARTITION BY network ORDER BY (asset, class, cause, block);

-- opened: +amount, +1 position; closed: the same with a minus sign
CREATE TABLE IF NOT EXISTS position_change {on_cluster} (
  network LowCardinality(String),
  block UInt32,
  block_time DateTime('UTC'),
  position_id String,
  change LowCardinality(String),
  owner String,
  lock_seconds UInt32,
  multiplier UInt32,
  amount Int256,
  positions Int32,
  penalty UInt256
) ENGINE = {engine} PARTITION BY network ORDER BY (lock_seconds, block, position_id, change);

-- change: opened | settled | refunded
CREATE TABLE IF NOT EXISTS bill_change {on_cluster} (
  network LowCardinality(String),
  block UInt32 CODEC(Delta, ZSTD),
  block_time DateTime('UTC') CODEC(Delta, ZSTD),
  bill_id String CODEC(ZSTD(3)),
  change LowCardinality(String),
  account String CODEC(ZSTD(3)),
  adaptor LowCardinality(String),
  node LowCardinality(String),
  escrow UInt256 CODEC(ZSTD),
  compute_units UInt256 CODEC(ZSTD),
  cost UInt256 CODEC(ZSTD),
  fee UInt256 CODEC(ZSTD),
  governance UInt256 CODEC(ZSTD),
  treasury UInt256 CODEC(ZSTD),
  adaptor_share UInt256 CODEC(ZSTD),
  node_share UInt256 CODEC(ZSTD),
  refund UInt256 CODEC(ZSTD)
) ENGINE = {engine} PARTITION BY network ORDER BY (block, bill_id, change);

CREATE TABLE IF NOT EXISTS revenue {on_cluster} (
  network LowCardinality(String),
  block UInt32,
  block_time DateTime('UTC'),
  id String,
  source LowCardinality(String),
  payer String,
  asset LowCardinality(String),
  amount UInt256,
  stakers UInt256,
  nodes UInt256,
  buyback UInt256
) ENGINE = {engine} PARTITION BY network ORDER BY (block, id);

CREATE TABLE IF NOT EXISTS revenue_route {on_cluster} (
  network LowCardinality(String),
  block UInt32,
  block_time DateTime('UTC'),
  id String,
  model_id UInt256,
  domain_id UInt256,
  gross UInt256,
  model_owner UInt256,
  fees UInt256,
  buyback UInt256,
  emission_reserve UInt256,
  burned UInt256
) ENGINE = {engine} PARTITION BY network ORDER BY (block, id);

CREATE TABLE IF NOT EXISTS buyback {on_cluster} (
  network LowCardinality(String),
  block UInt32,
  block_time DateTime('UTC'),
  id String,
  eth_spent UInt256,
  tokens_burned UInt256
) ENGINE = {engine} PARTITION BY network ORDER BY (block, id);

CREATE TABLE IF NOT EXISTS emission {on_cluster} (
  network LowCardinality(String),
  block UInt32,
  block_time DateTime('UTC'),
  epoch UInt32,
  domain_id UInt256,
  amount UInt256
) ENGINE = {engine} PARTITION BY network ORDER BY (domain_id, epoch);

CREATE TABLE IF NOT EXISTS slash {on_cluster} (
  network LowCardinality(String),
  block UInt32,
  block_time DateTime('UTC'),
  id String,
  node String,
  job_id String,
  amount UInt256,
  stake_before UInt256,
  reason String
) ENGINE = {engine} PARTITION BY network ORDER BY (block, id);

CREATE TABLE IF NOT EXISTS reward_claim {on_cluster} (
  network LowCardinality(String),
  block UInt32,
  block_time DateTime('UTC'),
  id String,
  program_id LowCardinality(String),
  period UInt256,
  account String,
  amount UInt256
) ENGINE = {engine} PARTITION BY network ORDER BY (block, id);

CREATE TABLE IF NOT EXISTS price_point {on_cluster} (
  network LowCardinality(String),
  block UInt32,
  block_time DateTime('UTC'),
  id String,
  pair LowCardinality(String),
  reserve_token UInt256,
  reserve_quote UInt256
) ENGINE = {engine} PARTITION BY network ORDER BY (pair, block, id);
