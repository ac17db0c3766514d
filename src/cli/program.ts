import { CommanderError } from 'commander'
import { readEnv } from '../config/env'
import { instanceOf } from '../config/instance'
import { AssayError } from '../errors'
import { guardOutput } from '../process/guard'

/** Which installation is spoken to. On standard error: standard output is the answer, often JSON. */
export function sayInstance(): void {
  console.error(`instance: ${instanceOf(readEnv())}`)
}

/** Runs a program to its end. Exit codes: 0 all well, 1 a check failed, 2 usage or environment. */
export function runProgram(main: () => Promise<void>): void {
  guardOutput()
  main().catch((error: unknown) => {
    if (error instanceof CommanderError) process.exit(error.exitCode === 0 ? 0 : 2)
    if (error instanceof AssayError) {
      console.error(`${error.code}: ${error.message}${error.next ? `\n  next: ${error.next}` : ''}`)
      process.exit(2)
    }
    console.error('E-UNEXPECTED: this is a defect of Assay; please report it with the lines below')
    console.error(error)
    process.exit(2)
  })
}
