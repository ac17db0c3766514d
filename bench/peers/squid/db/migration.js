/** The tables of the two entities, as `squid-typeorm-migration generate` writes them. */
module.exports = class Data1700000000000 {
  name = 'Data1700000000000'

  async up(db) {
    await db.query(
      `CREATE TABLE "account" ("id" character varying NOT NULL, "balance" numeric NOT NULL, CONSTRAINT "PK_account" PRIMARY KEY ("id"))`,
    )
    await db.query(
      `CREATE TABLE "transfer" ("id" character varying NOT NULL, "block_number" integer NOT NULL, "timestamp" TIMESTAMP WITH TIME ZONE NOT NULL, "tx_hash" text NOT NULL, "amount" numeric NOT NULL, "from_id" character varying, "to_id" character varying, CONSTRAINT "PK_transfer" PRIMARY KEY ("id"))`,
    )
    await db.query(`CREATE INDEX "IDX_transfer_block" ON "transfer" ("block_number")`)
    await db.query(`CREATE INDEX "IDX_transfer_from" ON "transfer" ("from_id")`)
    await db.query(`CREATE INDEX "IDX_transfer_to" ON "transfer" ("to_id")`)
    for (const side of ['from', 'to'])
      await db.query(
        `ALTER TABLE "transfer" ADD CONSTRAINT "FK_transfer_${side}" FOREIGN KEY ("${side}_id") REFERENCES "account"("id") ON DELETE NO ACTION ON UPDATE NO ACTION`,
      )
  }
}
