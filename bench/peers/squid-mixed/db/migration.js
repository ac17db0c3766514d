/** The tables of the three entities, as `squid-typeorm-migration generate` writes them. */
module.exports = class Data1700000000000 {
  name = 'Data1700000000000'

  async up(db) {
    await db.query(
      `CREATE TABLE "event" ("id" character varying NOT NULL, "block_number" integer NOT NULL, "log_index" integer NOT NULL, "timestamp" TIMESTAMP WITH TIME ZONE NOT NULL, "tx_hash" text NOT NULL, "contract" text NOT NULL, "kind" text NOT NULL, "args" jsonb NOT NULL, CONSTRAINT "PK_event" PRIMARY KEY ("id"))`,
    )
    await db.query(
      `CREATE TABLE "position" ("id" character varying NOT NULL, "owner" text NOT NULL, "amount" numeric NOT NULL, "lock_seconds" numeric NOT NULL, "staked_at" TIMESTAMP WITH TIME ZONE NOT NULL, "unstaked_at" TIMESTAMP WITH TIME ZONE, "penalty" numeric, CONSTRAINT "PK_position" PRIMARY KEY ("id"))`,
    )
    await db.query(
      `CREATE TABLE "bill" ("id" character varying NOT NULL, "job_id" text NOT NULL, "user" text NOT NULL, "adaptor" text NOT NULL, "node" text, "status" text NOT NULL, "escrow" numeric NOT NULL, "cost" numeric, "fee" numeric, "governance" numeric, "treasury" numeric, "adaptor_share" numeric, "node_share" numeric, "refund" numeric NOT NULL, "opened_at" TIMESTAMP WITH TIME ZONE NOT NULL, "closed_at" TIMESTAMP WITH TIME ZONE, CONSTRAINT "PK_bill" PRIMARY KEY ("id"))`,
    )
    const indexes = {
      event: ['block_number', 'contract', 'kind'],
      position: ['owner'],
      bill: ['user', 'node', 'status'],
    }
    for (const [table, columns] of Object.entries(indexes))
      for (const column of columns) await db.query(`CREATE INDEX "IDX_${table}_${column}" ON "${table}" ("${column}")`)
  }
}
