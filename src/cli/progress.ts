/** Overwrites the last line of a terminal; writes nothing where there is none. */
export function showProgress(text: string): void {
  if (process.stderr.isTTY) process.stderr.write(`\r\x1b[K${text}\r`)
}
