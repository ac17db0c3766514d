/** Reports with several pots, and the sealed inputs that no chain holds. Log tables: backed up, never edited. */
module.exports = class Programs1763600000800 {
  name = 'Programs1763600000800'

  async up(db) {
    await db.query(`
      CREATE TABLE report_pot (
        distribution_id text NOT NULL REFERENCES report (distribution_id),
        -- 'main', or what it is for: 'mining', 'domain 2 miners'
        name text NOT NULL,
        received numeric NOT NULL CHECK (received >= 0),
        carry_in numeric NOT NULL CHECK (carry_in >= 0),
        divided numeric NOT NULL CHECK (divided >= 0),
        total_weight numeric NOT NULL CHECK (total_weight >= 0),
        distributed numeric NOT NULL CHECK (distributed >= 0 AND distributed <= divided),
        carry numeric NOT NULL CHECK (carry >= 0),
        PRIMARY KEY (distribution_id, name),
        CHECK (distributed + carry = received + carry_in)
      )`)
    await db.query(`
      INSERT INTO report_pot
      SELECT distribution_id, 'main', pot - carry_in, carry_in, pot, total_weight, distributed, carry FROM report`)

    await db.query(`
      CREATE TABLE report_evidence (
        distribution_id text PRIMARY KEY REFERENCES distribution (id),
        lines integer NOT NULL,
        sha256 text NOT NULL,
        -- evidence.ndjson, byte for byte
        body text NOT NULL,
        sealed_at timestamptz NOT NULL DEFAULT now()
      )`)
    for (const table of ['report_pot', 'report_evidence'])
      await db.query(`
        CREATE TRIGGER ${table}_is_final BEFORE UPDATE OR DELETE ON ${table}
        FOR EACH ROW EXECUTE FUNCTION assay_refuse_change()`)
  }

  async down(db) {
    for (const table of ['report_evidence', 'report_pot']) await db.query(`DROP TABLE ${table}`)
  }
}
