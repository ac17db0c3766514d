-- Hours of the two tables whose charts would otherwise read all of history. A row covers one hour inside one segment
-- of 10,000 blocks: after a crash the projector makes the last segment anew from the facts, so that hours are as exact
-- as facts. src/analytics/rollups.ts holds the same SELECTs, and a test that they are the same.

CREATE TABLE IF NOT EXISTS supply_hour {on_cluster} (
  network LowCardinality(String),
  asset LowCardinality(String),
  class LowCardinality(String),
  cause LowCardinality(String),
  hour DateTime('UTC'),
  segment UInt32,
  last AggregateFunction(argMax, Int256, UInt32),
  block SimpleAggregateFunction(max, UInt32),
  facts SimpleAggregateFunction(sum, UInt64)
) ENGINE = {engine:AggregatingMergeTree} PARTITION BY network ORDER BY (asset, class, cause, hour, segment);

CREATE MATERIALIZED VIEW IF NOT EXISTS supply_hour_fill {on_cluster} TO supply_hour AS
  SELECT network, asset, class, cause, toStartOfHour(block_time) AS hour, intDiv(f.block, 10000) AS segment,
    argMaxState(f.balance, f.block) AS last, max(f.block) AS block, count() AS facts
  FROM supply_point AS f GROUP BY network, asset, class, cause, hour, segment;

CREATE TABLE IF NOT EXISTS bill_hour {on_cluster} (
  network LowCardinality(String),
  hour DateTime('UTC'),
  segment UInt32,
  opened SimpleAggregateFunction(sum, UInt64),
  settled SimpleAggregateFunction(sum, UInt64),
  refunded SimpleAggregateFunction(sum, UInt64),
  compute_units SimpleAggregateFunction(sum, UInt256),
  cost SimpleAggregateFunction(sum, UInt256),
  fee SimpleAggregateFunction(sum, UInt256),
  governance SimpleAggregateFunction(sum, UInt256),
  treasury SimpleAggregateFunction(sum, UInt256),
  adaptor_share SimpleAggregateFunction(sum, UInt256),
  node_share SimpleAggregateFunction(sum, UInt256),
  refund SimpleAggregateFunction(sum, UInt256),
  facts SimpleAggregateFunction(sum, UInt64)
) ENGINE = {engine:AggregatingMergeTree} PARTITION BY network ORDER BY (hour, segment);

CREATE MATERIALIZED VIEW IF NOT EXISTS bill_hour_fill {on_cluster} TO bill_hour AS
  SELECT network, toStartOfHour(block_time) AS hour, intDiv(block, 10000) AS segment,
    countIf(change = 'opened') AS opened, countIf(change = 'settled') AS settled,
    countIf(change = 'refunded') AS refunded, sum(f.compute_units) AS compute_units, sum(f.cost) AS cost,
    sum(f.fee) AS fee, sum(f.governance) AS governance, sum(f.treasury) AS treasury,
    sum(f.adaptor_share) AS adaptor_share, sum(f.node_share) AS node_share, sum(f.refund) AS refund, count() AS facts
  FROM bill_change AS f GROUP BY network, hour, segment;

-- Ranges of time find their rows without reading the others.
ALTER TABLE event {on_cluster} ADD INDEX IF NOT EXISTS by_time block_time TYPE minmax GRANULARITY 1;
ALTER TABLE movement {on_cluster} ADD INDEX IF NOT EXISTS by_time block_time TYPE minmax GRANULARITY 1;
ALTER TABLE supply_point {on_cluster} ADD INDEX IF NOT EXISTS by_time block_time TYPE minmax GRANULARITY 1;
ALTER TABLE bill_change {on_cluster} ADD INDEX IF NOT EXISTS by_time block_time TYPE minmax GRANULARITY 1;
