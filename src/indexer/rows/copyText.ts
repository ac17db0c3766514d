/** What stands for no value. */
const NULL = '\\N'

/** What COPY's text format escapes. */
const special = /[\\\t\n\r]/

/** A value as a field of COPY's text format. @throws TypeError for what no column of ours holds */
export function copyField(value: unknown): string {
  switch (typeof value) {
    case 'string':
      return special.test(value) ? escaped(value) : value
    case 'number':
    case 'bigint':
      return String(value)
    case 'boolean':
      return value ? 't' : 'f'
    default:
      if (value === undefined || value === null) return NULL
      throw new TypeError(`no field of COPY: ${Object.prototype.toString.call(value)}`)
  }
}

/** A jsonb value as a field of COPY's text format. */
export function copyJson(value: unknown): string {
  return value === undefined || value === null ? NULL : copyField(JSON.stringify(value))
}

function escaped(text: string): string {
  return text.replace(/[\\\t\n\r]/g, (each) =>
    each === '\\' ? '\\\\' : each === '\t' ? '\\t' : each === '\n' ? '\\n' : '\\r',
  )
}
