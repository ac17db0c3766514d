import { inspect } from 'node:util'
import { redact, redactData } from './redaction'

/**
 * The last line of defence of a process: all output to terminal or log, of every library, passes the redaction, and so
 * does the stack of a crash, which Node itself would write past every stream. To be called first in every program.
 */
export function guardOutput(): void {
  // An address is a result on standard output; in a log or an error it is not.
  wrap(process.stdout, redactData)
  wrap(process.stderr, redact)
  process.on('uncaughtException', (error) => {
    process.stderr.write(
      `E-UNEXPECTED: this is a defect of Assay; please report it with the lines below\n${inspect(error)}\n`,
    )
    process.exit(1)
  })
  // Node writes warnings past the stream as well, and some quote a URL.
  process.removeAllListeners('warning')
  process.on('warning', ({ name, message }) => void process.stderr.write(`(node:${process.pid}) ${name}: ${message}\n`))
}

function wrap(stream: NodeJS.WriteStream, clean: (text: string) => string): void {
  const write = stream.write.bind(stream) as (...args: unknown[]) => boolean
  stream.write = ((chunk: string | Uint8Array, ...rest: unknown[]) =>
    write(cleaned(chunk, clean), ...rest)) as typeof stream.write
}

/** A chunk without secrets stays the same bytes. */
function cleaned(chunk: string | Uint8Array, clean: (text: string) => string): string | Uint8Array {
  const text = typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString('utf8')
  const shown = clean(text)
  return shown === text ? chunk : shown
}
