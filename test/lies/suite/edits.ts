/** A row of a table: another for each lie, so that many can be told at once. */
const one = (table: string, where: string, salt: string, id: string) =>
  `select ${id} from ${table} where network = '{network}' and ${where} order by md5(${id} || '${salt.replaceAll("'", '')}') limit 1`

/** One row says something else. */
export const edit = (table: string, set: string, where = 'true', id = 'id') =>
  `update ${table} set ${set} where network = '{network}' and ${id} = (${one(table, where, set, id)}) returning *`

/** An amount of one row is one base unit more. */
export const more = (table: string, column: string, where = 'true') => edit(table, `${column} = ${column} + 1`, where)

/** One row is gone. */
export const gone = (table: string, where = 'true', id = 'id') =>
  `delete from ${table} where network = '{network}' and ${id} = (${one(table, where, 'gone', id)}) returning *`

/** One row is there once more, under another id, with other values in some columns. */
export const forged = (table: string, other: Readonly<Record<string, string>>, where = 'true') => {
  const values = Object.entries(other).map(([column, value]) => `'${column}', ${value}`)
  return `insert into ${table} select (jsonb_populate_record(r, jsonb_build_object(${values.join(', ')}))).*
    from ${table} r where id = (${one(table, where, 'forged', 'id')}) returning *`
}
