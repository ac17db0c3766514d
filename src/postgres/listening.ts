import { Client } from 'pg'

/**
 * Gives every connection of this process an `error` listener before its first byte, whichever library opens it. `pg` has
 * one only while a connection is idle in its pool, and the libraries on top (TypeORM, for the SDK) add theirs a moment
 * after it was lent: a backend that is killed in that moment says so in the same packet that says it is ready, and Node
 * ends a process for an error that nobody listens to. A broken connection fails the query in flight, or the next one.
 */
const { connect } = Client.prototype
Client.prototype.connect = function listening(this: Client, ...args: unknown[]) {
  this.on('error', () => undefined)
  return (connect as (...args: unknown[]) => unknown).apply(this, args)
} as typeof connect
