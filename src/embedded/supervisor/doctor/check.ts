/** Result of one check. `note`: it works, with something to know; `problem`: something will not work. */
export type Check = {
  readonly id: string
  readonly title: string
  readonly status: 'ok' | 'note' | 'problem'
  /** on this machine */
  readonly found: string
  /** what to do; only where there is something to do */
  readonly next?: string
}

export function ok(id: string, title: string, found: string): Check {
  return { id, title, status: 'ok', found }
}

export function note(id: string, title: string, found: string, next?: string): Check {
  return { id, title, status: 'note', found, ...(next && { next }) }
}

export function problem(id: string, title: string, found: string, next: string): Check {
  return { id, title, status: 'problem', found, next }
}

const marks = { ok: '✓', note: '!', problem: '✗' } as const

/** A line per check, with what to do below those that need it. */
export function asTable(checks: readonly Check[]): string {
  const width = Math.max(...checks.map(({ title }) => title.length))
  const lines = checks.flatMap(({ title, status, found, next }) => [
    `${marks[status]} ${title.padEnd(width)}  ${found}`,
    ...(next ? [`  ${' '.repeat(width)}  → ${next}`] : []),
  ])
  return lines.join('\n')
}
