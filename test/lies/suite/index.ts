import type { Lie } from '../lie'
import { archive } from './archive'
import { contracts } from './contracts'
import { cursors } from './cursors'
import { desk } from './desk'
import { deskLog } from './deskLog'
import { endpoint } from './endpoint'
import { jobs } from './jobs'
import { ledger } from './ledger'
import { log } from './log'
import { payments } from './payments'
import { reconciled } from './reconciled'
import { rewards } from './rewards'
import { clickhouse } from './series'
import { signatures } from './signatures'

/** Every planted lie. A new one is three lines in its store's list. */
export const lies: readonly Lie[] = [
  ...[...log, ...cursors, ...ledger, ...contracts, ...reconciled, ...rewards, ...payments],
  ...signatures,
  ...[...jobs, ...desk, ...deskLog, ...clickhouse, ...endpoint, ...archive],
]
