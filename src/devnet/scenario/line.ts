/** A line of the scenario's standard output. */
type ScenarioLine =
  | { readonly kind: 'profiles'; readonly files: readonly string[] }
  | { readonly kind: 'progress'; readonly stage: string; readonly done: number; readonly total: number }
  | { readonly kind: 'history-complete' }

/** @returns undefined for a line that is for people only */
export function parseScenarioLine(line: string): ScenarioLine | undefined {
  if (line === 'history-complete') return { kind: 'history-complete' }
  if (line.startsWith('profiles '))
    return { kind: 'profiles', files: line.slice('profiles '.length).split(',').filter(Boolean) }
  if (!line.startsWith('{')) return undefined
  try {
    const { stage, done, total } = JSON.parse(line) as { stage: unknown; done: unknown; total: unknown }
    if (typeof stage !== 'string' || typeof done !== 'number' || typeof total !== 'number') return undefined
    return { kind: 'progress', stage, done, total }
  } catch {
    return undefined
  }
}
