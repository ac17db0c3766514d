/** Longest a stop waits for work under way: the next start resumes, or removes, work cut off then. */
export const STOP_GRACE_MS = 4_000

/** Calls `handler` at every one of these signals. @returns restores their default */
export function onSignals(names: readonly NodeJS.Signals[], handler: () => void): () => void {
  for (const name of names) process.on(name, handler)
  return () => {
    for (const name of names) process.off(name, handler)
  }
}

/** Aborted by SIGTERM or SIGINT. A second one of the same name ends the process at once, as without it. */
export function stopSignal(): AbortSignal {
  const stop = new AbortController()
  for (const name of ['SIGTERM', 'SIGINT'] as const) process.once(name, () => stop.abort())
  return stop.signal
}

export function stopped(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve()
    signal.addEventListener('abort', () => resolve(), { once: true })
  })
}

/** Ends the process with exit code 0, unless it has ended by then. */
export function exitWithin(graceMs: number): void {
  setTimeout(() => process.exit(0), graceMs).unref()
}

/** Closes a server when the process is asked to stop, and ends it: exit code 0, or 1 where closing failed. */
export async function closeWhenStopped(close: () => Promise<void>, graceMs?: number): Promise<void> {
  await stopped(stopSignal())
  if (graceMs !== undefined) exitWithin(graceMs)
  close().then(
    () => process.exit(0),
    () => process.exit(1),
  )
}

/**
 * Starts a long-running process and ends it with exit code 0 on SIGTERM or SIGINT, also while it is still starting.
 * @param start resolves, once it runs, with a function that stops it
 */
export async function untilStopped(start: () => Promise<() => Promise<void>>): Promise<void> {
  const requested = stopped(stopSignal())
  void requested.then(() => exitWithin(STOP_GRACE_MS))
  const starting = start()
  const first = await Promise.race([starting, requested])
  if (first !== undefined) await requested
  const stop = await starting
  await stop()
  process.exit(0)
}
