/**
 * What binds a level to the log that it was earned for. Levels of before are bound to nothing: their ranges become one at the
 * least level, which the sweep raises again. The range that is being written is left alone.
 */
module.exports = class LevelSeals1763600000986 {
  name = 'LevelSeals1763600000986'

  async up(db) {
    await db.query('alter table completeness add seal text')
    await db.query(`with settled as (
        delete from completeness c using (
          select network, max(to_block) as last, (array_agg(level order by to_block desc))[1] as level from completeness group by network) n
        where c.network = n.network and c.to_block < n.last and n.level <> 'structure'
        returning c.network, c.from_block, c.to_block)
      insert into completeness (id, network, level, from_block, to_block)
      select network || '-' || lpad(min(from_block)::text, 10, '0'), network, 'structure', min(from_block), max(to_block)
        from settled group by network`)
  }

  async down(db) {
    await db.query('alter table completeness drop column seal')
  }
}
