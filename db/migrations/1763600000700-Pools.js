/**
 * The state of every staking pool, folded event by event: what predicts the next one, and what a staker is told.
 * `finding_evidence` is what was learnt of a finding later, from the chain: raw SQL writes it, final blocks only.
 */
module.exports = class Pools1763600000700 {
  name = 'Pools1763600000700'

  async up(db) {
    await db.query(`CREATE TABLE "pool" ("id" character varying NOT NULL, "network" text NOT NULL, "pool" text NOT NULL,
      "ruleset" text NOT NULL, "end_zero" integer, "index" integer NOT NULL, "threshold" integer NOT NULL,
      "total_staked" numeric NOT NULL, CONSTRAINT "PK_db1bfe411e1516c01120b85f8fe" PRIMARY KEY ("id"))`)
    await db.query(`CREATE TABLE "pool_period" ("id" character varying NOT NULL, "network" text NOT NULL,
      "pool" text NOT NULL, "period" integer NOT NULL, "deposited" numeric NOT NULL, "claimed" numeric NOT NULL,
      "overwritten" numeric NOT NULL, "booked" numeric NOT NULL, "claimed_weight" numeric NOT NULL,
      "forfeited_weight" numeric NOT NULL, CONSTRAINT "PK_f82452b890e3a754f1bf6050c7e" PRIMARY KEY ("id"))`)
    await db.query(`CREATE UNIQUE INDEX "IDX_288ef2f0a1b74ffe380190b5fb" ON "pool_period" ("network", "pool", "period")`)
    await db.query(`create table finding_evidence (finding text primary key, network text not null, block int not null,
      block_hash text not null, evidence jsonb not null, added_at timestamptz not null default clock_timestamp())`)
  }

  async down(db) {
    for (const table of ['finding_evidence', 'pool_period', 'pool']) await db.query(`DROP TABLE "${table}"`)
  }
}
