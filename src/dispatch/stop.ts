/** Longest a stop waits for work under way; leases, inbox and outbox make what is cut off harmless. */
const STOP_GRACE_MS = 4_000

/**
 * Starts a long-running process and ends it with exit code 0 on SIGTERM or SIGINT, also while it is still starting.
 * @param start resolves, once it runs, with what stops it
 */
export async function untilStopped(start: () => Promise<() => Promise<void>>): Promise<void> {
  const asked = new Promise<void>((resolve) => {
    process.once('SIGTERM', resolve)
    process.once('SIGINT', resolve)
  })
  const starting = start()
  const first = await Promise.race([starting, asked])
  setTimeoutAfter(asked)
  if (first !== undefined) await asked
  const stop = await starting
  await stop()
  process.exit(0)
}

function setTimeoutAfter(asked: Promise<void>): void {
  void asked.then(() => setTimeout(() => process.exit(0), STOP_GRACE_MS).unref())
}
