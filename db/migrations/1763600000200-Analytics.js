/**
 * How far the projector has come, and what the last comparison of the two stores said.
 * `rows` is the count of facts of the network up to `block`, over all tables: it tells in one look whether ClickHouse
 * still holds what it was given.
 */
module.exports = class Analytics1763600000200 {
  name = 'Analytics1763600000200'

  async up(db) {
    await db.query(`
      CREATE TABLE projection_cursor (
        network text PRIMARY KEY,
        block integer NOT NULL,
        rows bigint NOT NULL,
        updated_at timestamptz NOT NULL DEFAULT now()
      )`)
    await db.query(`
      CREATE TABLE projection_check (
        network text PRIMARY KEY,
        block integer NOT NULL,
        equal boolean NOT NULL,
        differences jsonb NOT NULL,
        checked_at timestamptz NOT NULL DEFAULT now()
      )`)
  }

  async down(db) {
    await db.query('DROP TABLE projection_check')
    await db.query('DROP TABLE projection_cursor')
  }
}
