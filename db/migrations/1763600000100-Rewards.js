/**
 * Distributions: what closed periods pay, and how far paying has come.
 * `report`, `report_share`, `report_tree` and `pay_marker` are log tables: backed up, never rebuilt, never edited.
 */
module.exports = class Rewards1763600000100 {
  name = 'Rewards1763600000100'

  async up(db) {
    // One row per (network, program, period): the unique constraint is what makes closing happen once.
    await db.query(`
      CREATE TABLE distribution (
        id text PRIMARY KEY,
        network text NOT NULL,
        program text NOT NULL,
        program_id text NOT NULL,
        ruleset text NOT NULL,
        asset text NOT NULL,
        period text NOT NULL,
        period_number bigint NOT NULL,
        period_start integer NOT NULL,
        period_end integer NOT NULL,
        state text NOT NULL CHECK (state IN ('planned', 'computed', 'verified', 'approved', 'published', 'settled')),
        -- why a sanity gate holds it back, until a person approves it
        held text,
        approved_by text,
        approved_at timestamptz,
        published_tx text,
        published_block integer,
        planned_at timestamptz NOT NULL DEFAULT now(),
        changed_at timestamptz NOT NULL DEFAULT now(),
        UNIQUE (network, program, period),
        UNIQUE (network, program, period_number)
      )`)
    await db.query('CREATE INDEX distribution_by_end ON distribution (period_end, id)')

    await db.query(`
      CREATE TABLE report (
        distribution_id text PRIMARY KEY REFERENCES distribution (id),
        pinned_block integer NOT NULL,
        pinned_hash text NOT NULL,
        pinned_time integer NOT NULL,
        pot numeric NOT NULL CHECK (pot >= 0),
        carry_in numeric NOT NULL CHECK (carry_in >= 0),
        distributed numeric NOT NULL CHECK (distributed >= 0),
        carry numeric NOT NULL CHECK (carry >= 0),
        total_weight numeric NOT NULL CHECK (total_weight >= 0),
        -- sum of amount x multiplier of what was eligible: the denominator of yields, whatever the ruleset weighs
        staked_weight numeric NOT NULL CHECK (staked_weight >= 0),
        participants integer NOT NULL,
        shares integer NOT NULL,
        -- null: nobody was eligible, or every share is 0
        root text,
        sha256 text NOT NULL,
        -- the canonical JSON, byte for byte
        body text NOT NULL,
        created_at timestamptz NOT NULL DEFAULT now(),
        CHECK (distributed + carry = pot)
      )`)

    await db.query(`
      CREATE TABLE report_share (
        distribution_id text NOT NULL REFERENCES report (distribution_id),
        account text NOT NULL,
        amount numeric NOT NULL CHECK (amount >= 0),
        weight numeric NOT NULL CHECK (weight > 0),
        -- what the floor cut off, in parts of total_weight
        remainder numeric NOT NULL CHECK (remainder >= 0),
        -- place of the leaf in the tree; null: a share of 0 has none
        tree_index integer CHECK ((tree_index IS NULL) = (amount = 0)),
        -- the inputs of the weight: canonical JSON, one line of explanations.ndjson
        explanation text NOT NULL,
        PRIMARY KEY (distribution_id, account)
      )`)
    await db.query('CREATE INDEX report_share_by_account ON report_share (account, distribution_id)')

    await db.query('CREATE INDEX report_share_by_amount ON report_share (distribution_id, amount DESC, account)')

    // 32 bytes a node, root first; uncompressed, so that a proof reads only its own nodes.
    await db.query(`
      CREATE TABLE report_tree (
        distribution_id text PRIMARY KEY REFERENCES report (distribution_id),
        nodes bytea NOT NULL
      )`)
    await db.query('ALTER TABLE report_tree ALTER COLUMN nodes SET STORAGE EXTERNAL')

    // A cron fire is a row: asked again it is the same row, so a missed, doubled or concurrent fire is harmless.
    await db.query(`
      CREATE TABLE reward_fire (
        network text NOT NULL,
        program text NOT NULL,
        period text NOT NULL,
        claimed_by text NOT NULL,
        claimed_at timestamptz NOT NULL DEFAULT now(),
        attempts integer NOT NULL DEFAULT 1,
        finished_at timestamptz,
        error text,
        PRIMARY KEY (network, program, period)
      )`)

    // Written before a payment is sent. The signed transaction is kept: sending it again cannot pay again.
    await db.query(`
      CREATE TABLE pay_marker (
        distribution_id text NOT NULL REFERENCES distribution (id),
        attempt integer NOT NULL,
        signer text NOT NULL,
        nonce bigint NOT NULL,
        tx_hash text NOT NULL,
        raw text NOT NULL,
        created_at timestamptz NOT NULL DEFAULT now(),
        -- set when the chain says this transaction can never be mined; only then may another attempt follow
        dead_because text,
        PRIMARY KEY (distribution_id, attempt)
      )`)
    await db.query('CREATE UNIQUE INDEX pay_marker_live ON pay_marker (distribution_id) WHERE dead_because IS NULL')

    await db.query(`
      CREATE FUNCTION assay_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        RAISE EXCEPTION 'a % is never edited: a correction is a new report', TG_TABLE_NAME;
      END $$`)
    for (const table of ['report', 'report_share', 'report_tree'])
      await db.query(`
        CREATE TRIGGER ${table}_is_final BEFORE UPDATE OR DELETE ON ${table}
        FOR EACH ROW EXECUTE FUNCTION assay_refuse_change()`)
  }

  async down(db) {
    for (const table of ['pay_marker', 'reward_fire', 'report_tree', 'report_share', 'report', 'distribution'])
      await db.query(`DROP TABLE ${table}`)
    await db.query('DROP FUNCTION assay_refuse_change()')
  }
}
