import { type Movement, movementOf } from '../../economics/ledger/movement'
import { type Expectation, NOTHING_CLAIMED, pair, type Transfer } from '../../economics/ledger/pairing'
import type { DecodedBlock, Undecodable } from '../../events/decode'
import { accountOf, type DomainEvent, eventName, storedArgs, storedCall } from '../../events/event'
import { blockId } from '../../events/ids'
import type { BlockHead } from '../../events/log'
import { Block, Event, Finding, Quarantine } from '../../model'
import { isTransfer, type TransferEvent } from '../../protocols'
import type { Context } from '../../protocols/handler'
import type { FoldedNetwork } from '../network'
import type { Ledger } from './ledger'
import { currentParameter, setParameter } from './parameters'
import type { Session } from './session'

/** A block and what happened in it. */
export type Facts = Pick<DecodedBlock, 'block' | 'events'>

/** Quarantines a log that no decoder understands. */
export function quarantine(session: Session, network: string, block: BlockHead, { log, reason }: Undecodable): void {
  session.append(Quarantine, {
    id: `${blockId(network, block.number)}-${block.hash.slice(2, 7)}-${log.logIndex}`,
    network,
    block: block.number,
    txHash: log.txHash,
    logIndex: log.logIndex,
    contract: log.address,
    topic0: log.topics[0] ?? '',
    reason,
    raw: { topics: log.topics, data: log.data },
  })
}

/**
 * Folds one block into the session: the event log, movements with their causes, projections, supply points, findings.
 * Free of IO: everything it reads was loaded before, everything it writes is written after. Yields the number of events
 * after each transaction, where the caller may interrupt it.
 */
export function* foldBlock(
  { block, events }: Facts,
  network: FoldedNetwork,
  session: Session,
  ledger: Ledger,
): Generator<number, void> {
  if (events.length === 0) return
  if (session.keepsLog)
    session.append(Block, {
      id: blockId(network.name, block.number),
      network: network.name,
      number: block.number,
      hash: block.hash,
      time: block.time,
    })
  for (const transaction of byTransaction(events)) {
    foldTransaction(transaction, network, session, ledger)
    yield transaction.length
  }
  const last = events[events.length - 1]!
  for (const { class: className, balance } of ledger.closeBlock(block))
    addFinding(session, last, 'F-NEGATIVE-CLASS', 'a class of the ledger fell below zero', {
      class: className,
      balance: `${balance}`,
    })
}

function foldTransaction(
  events: readonly DomainEvent[],
  network: FoldedNetwork,
  session: Session,
  ledger: Ledger,
): void {
  if (events.every((event) => !network.handlers.has(event.kind))) foldUnclaimed(events, network, session, ledger)
  else foldPaired(events, network, session, ledger)
}

/** Most transactions: transfers alone, with no event that could be their cause, need no pairing. */
function foldUnclaimed(events: readonly DomainEvent[], network: FoldedNetwork, session: Session, ledger: Ledger): void {
  for (const event of events) {
    if (session.keepsLog) session.append(Event, eventRow(event))
    if (!isTransfer(event) || event.args.value === 0n) continue
    const movement = movementOf(transferOf(event), NOTHING_CLAIMED, network.book)
    ledger.post(event, 0, network.token, movement)
    if (isUnexplained(movement)) unexplained(session, event, movement)
  }
}

function transferOf({ logIndex, args }: TransferEvent): Transfer {
  return { logIndex, from: accountOf(args.from), to: accountOf(args.to), amount: args.value }
}

function foldPaired(events: readonly DomainEvent[], network: FoldedNetwork, session: Session, ledger: Ledger): void {
  const transfers: Transfer[] = []
  const expectations: Expectation[] = []
  for (const event of events) {
    if (isTransfer(event)) transfers.push(transferOf(event))
    const expects = network.handlers.get(event.kind)?.expects
    if (expects) expectations.push(...expects(event, network))
  }
  const pairing = pair(transfers, expectations, network.book)
  const movements = new Map<number, Movement>()
  for (const transfer of transfers)
    if (transfer.amount > 0n) movements.set(transfer.logIndex, movementOf(transfer, pairing, network.book))

  let moving: DomainEvent | undefined
  let moved = 0
  const context: Context<string> = {
    network,
    session,
    transaction: events,
    movements,
    move(event, asset, movement) {
      if (event !== moving) {
        moving = event
        moved = 0
      }
      ledger.post(event, moved++, asset, movement)
    },
    finding: (event, code, title, evidence) => addFinding(session, event, code, title, evidence),
    parameter: (name) => currentParameter(session, name),
    setParameter: (event, name, value) => setParameter(session, event, name, value),
  }
  for (const event of events) {
    if (session.keepsLog) session.append(Event, eventRow(event))
    const movement = movements.get(event.logIndex)
    if (movement && isTransfer(event)) context.move(event, network.token, movement)
    network.handlers.get(event.kind)?.apply?.(event, context)
  }
  for (const expected of pairing.unpaired) {
    const event = events.find((each) => each.logIndex === expected.logIndex)!
    context.finding(event, 'F-UNPAIRED-EVENT', `${eventName(event)} announces a transfer that did not happen`, {
      cause: expected.cause,
      from: expected.fromClass,
      to: expected.toClass,
      amount: `${expected.amount ?? 'any'}`,
    })
  }
  for (const event of events) {
    const movement = isTransfer(event) ? movements.get(event.logIndex) : undefined
    if (movement && isUnexplained(movement)) unexplained(session, event, movement)
  }
}

/** Classes that only their protocol's own events may draw on. */
const guarded = new Set(['staked', 'node-stake', 'escrow'])

function isUnexplained({ fromClass, cause }: Movement): boolean {
  return guarded.has(fromClass) && (cause === 'transfer' || cause === 'direct')
}

function unexplained(session: Session, event: DomainEvent, { fromClass, fromAccount, toAccount, amount }: Movement) {
  addFinding(session, event, 'F-UNPAIRED-TRANSFER', `a transfer out of ${fromClass} that no event explains`, {
    from: fromAccount,
    to: toAccount,
    amount: `${amount}`,
  })
}

function addFinding(
  session: Session,
  event: DomainEvent,
  code: string,
  title: string,
  evidence: Record<string, string>,
): void {
  // One event may break several rules, and one rule twice: the evidence tells them apart.
  let n = 0
  while (session.holds(Finding, `${event.id}-${code}-${n}`)) n++
  session.add(Finding, {
    id: `${event.id}-${code}-${n}`,
    network: event.network,
    block: event.block,
    blockTime: event.blockTime,
    txHash: event.txHash,
    code,
    title,
    evidence,
  })
}

function eventRow(event: DomainEvent): Partial<Event> & { id: string } {
  const { id, network, block, blockHash, blockTime, logIndex, part, txHash, txIndex, contract, kind } = event
  const { logHash, call } = event
  return {
    id,
    network,
    block,
    blockHash,
    blockTime,
    logIndex,
    part,
    txHash,
    txIndex,
    contract,
    logHash,
    kind,
    version: 1,
    data: call ? { ...storedArgs(event), ...storedCall(call) } : storedArgs(event),
  }
}

function byTransaction(events: readonly DomainEvent[]): DomainEvent[][] {
  const transactions: DomainEvent[][] = []
  for (const event of events) {
    const current = transactions[transactions.length - 1]
    if (current?.[0]?.txHash === event.txHash) current.push(event)
    else transactions.push([event])
  }
  return transactions
}
