import { AssayError } from '../../errors'

const writes = /\b(insert|update|delete|merge|truncate|copy|alter|drop|create)\b/i

/** @throws AssayError E-UNTRACKED-WRITE for a statement that changes something: the undo log would not know of it */
export function readOnly(sql: string): string {
  if (writes.test(sql))
    throw new AssayError('E-UNTRACKED-WRITE', 'a statement would change rows behind the undo log', {
      next: 'Write through insert and upsert of the block store; this is a defect of Assay.',
      details: { sql },
    })
  return sql
}
