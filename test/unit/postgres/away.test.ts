import { QueryFailedError, QueryRunnerAlreadyReleasedError, QueryRunnerProviderAlreadyReleasedError } from 'typeorm'
import { describe, expect, it } from 'vitest'
import { AssayError } from '../../../src/errors'
import { isAway, isBusy, isRefusal, isTransient } from '../../../src/postgres/away'

const coded = (code: string, message = 'said by the server') => Object.assign(new Error(message), { code })
const wrapped = (cause: Error) => new QueryFailedError('select 1', [], cause)

describe('what a failure of Postgres means', () => {
  it.each([
    ['a restart', coded('57P01')],
    ['a crash', coded('57P02')],
    ['a start that is not over', coded('57P03')],
    ['a refused connection', coded('ECONNREFUSED')],
    ['one refused at every address of a host', new AggregateError([coded('ECONNREFUSED'), coded('ENETUNREACH')])],
    ['a connection that ended', new Error('Connection terminated unexpectedly')],
    ['a connection that did not come up in time', new Error('Connection terminated due to connection timeout')],
    [
      'a connection that broke before it was asked',
      new Error('Client has encountered a connection error and is not queryable'),
    ],
    ['a server that is frozen', new Error('Query read timeout')],
    ['the same, through TypeORM', wrapped(coded('57P01'))],
    ['a connection that TypeORM gave up between two statements', new QueryRunnerProviderAlreadyReleasedError()],
    ['or while one ran', new QueryRunnerAlreadyReleasedError()],
  ])('%s: it is away', (_, error) => {
    expect([isAway(error), isTransient(error), isBusy(error)]).toEqual([true, true, false])
  })

  it.each([
    ['too many connections', coded('53300')],
    ['all connections of the pool are lent', new Error('timeout exceeded when trying to connect')],
  ])('%s: it is busy', (_, error) => {
    expect([isAway(error), isTransient(error), isBusy(error)]).toEqual([false, true, true])
  })

  it.each([
    ['a serialisation failure', coded('40001')],
    ['a deadlock', coded('40P01')],
    ['a statement that took too long', coded('57014')],
    ['a full disk', coded('53100')],
  ])('%s: the work is done again', (_, error) => {
    expect([isAway(error), isTransient(error)]).toEqual([false, true])
  })

  it.each([
    ['a wrong password', coded('28P01')],
    ['a database that is not there', coded('3D000')],
    ['a name that no resolver knows', coded('ENOTFOUND')],
  ])('%s: waiting does not mend it', (_, error) => {
    expect(isRefusal(error)).toBe(true)
  })

  it('a restart is no refusal', () => {
    expect(
      [coded('57P03'), coded('ECONNREFUSED'), new Error('Connection terminated unexpectedly')].map(isRefusal),
    ).toEqual([false, false, false])
  })

  it.each([
    ['a duplicate key', coded('23505')],
    ['a bad number', coded('22P02')],
    ['an error of ours', new AssayError('E-SCHEMA', 'the connection terminated the schema', {})],
    ['no error at all', 'Connection terminated'],
  ])('%s: it is the work', (_, error) => {
    expect([isAway(error), isTransient(error), isBusy(error)]).toEqual([false, false, false])
  })
})
