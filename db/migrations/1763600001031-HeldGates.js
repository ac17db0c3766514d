/** Gates that hold a distribution back, each with the figures that it compared, beside the text that is shown of them. */
module.exports = class HeldGates1763600001031 {
  name = 'HeldGates1763600001031'

  async up(db) {
    await db.query('alter table distribution add held_gates jsonb')
    await db.query(`update distribution set held_gates = (
        select jsonb_agg(jsonb_build_object('name', split_part(gate, ': ', 1), 'detail', substr(gate, strpos(gate, ': ') + 2)))
        from unnest(string_to_array(held, '; ')) gate)
      where held is not null`)
  }

  async down(db) {
    await db.query('alter table distribution drop column held_gates')
  }
}
