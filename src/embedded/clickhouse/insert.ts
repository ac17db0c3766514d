import { type Answer, emptyAnswer } from './answer'
import type { Body } from './body'
import { BodyFile } from './bodyFile'
import type { Connection } from './chdb'
import { Refusal } from './failure'
import { insertFile } from './insertFile'
import { fitsMemory, parseInsert } from './insertStatement'

/**
 * Runs INSERT … FORMAT … with its rows apart, as HTTP clients send it.
 * @param folder of files for rows that the engine does not take from memory
 * @throws Refusal when the statement takes no rows
 */
export async function insertPayload(
  connection: Connection,
  sql: string,
  payload: Body,
  folder: string,
): Promise<Answer> {
  if (payload.length === 0) return emptyAnswer
  const insert = parseInsert(sql)
  if (insert?.settings) await connection.queryAsync(`SET ${insert.settings}`)
  if (payload instanceof BodyFile) return { ...emptyAnswer, ...(await insertFile(connection, insert!, payload)) }
  if (!insert) {
    if (!/^\s*INSERT\b/i.test(sql)) throw Refusal.of('NOT_IMPLEMENTED', 'Only INSERT … FORMAT … takes a request body.')
    const result = await connection.queryAsync(`${sql}\n${payload.toString('utf8')}`)
    return { ...emptyAnswer, readRows: result.rowsRead, readBytes: result.bytesRead }
  }
  if (fitsMemory(insert)) {
    const { table, columns, format } = insert
    const written = await connection.insert({
      table,
      values: payload,
      format,
      ...(columns && { columns: [...columns] }),
    })
    return { ...emptyAnswer, writtenRows: written.rowsWritten, writtenBytes: written.bytesWritten }
  }
  const file = await BodyFile.create(folder)
  try {
    await file.append(payload)
    return { ...emptyAnswer, ...(await insertFile(connection, insert, file)) }
  } finally {
    await file.remove()
  }
}
