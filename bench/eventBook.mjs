// What is on the chain of ingest-mixed, counted from raw logs, and how a program's rows are compared with it.
import { createHash } from 'node:crypto'

/** The generator's own account of the chain: which events there are, and what they add up to. */
export class EventBook {
  lines = []
  kinds = new Set()
  sums = { transferred: 0n, staked: 0n, unstaked: 0n, escrowed: 0n, cost: 0n, refunded: 0n }
  counts = { positions: 0, bills: 0 }

  take(name, { blockNumber, logIndex, topics, data }) {
    const word = (n) => BigInt(`0x${data.slice(2 + 64 * n, 66 + 64 * n)}`)
    this.kinds.add(name)
    this.lines.push(eventLine(Number(blockNumber), Number(logIndex), name))
    if (name === 'Transfer' && topics.length === 3) this.sums.transferred += word(0)
    if (name === 'Staked') {
      this.counts.positions++
      this.sums.staked += word(0)
    }
    if (name === 'Unstaked') this.sums.unstaked += word(0)
    if (name === 'BillOpened') {
      this.counts.bills++
      this.sums.escrowed += word(1)
    }
    if (name === 'BillSettled') this.sums.cost += word(3)
    if (name === 'BillRefunded') this.sums.refunded += word(0)
  }

  totals() {
    const sums = Object.fromEntries(Object.entries(this.sums).map(([key, sum]) => [key, `${sum}`]))
    return { events: this.lines.length, digest: digestOf(this.lines), ...this.counts, ...sums }
  }
}

export function eventLine(block, logIndex, kind) {
  return `${block} ${logIndex} ${kind}`
}

/** Of which events there are, whatever order they are told in. @param {string[]} lines */
export function digestOf(lines) {
  return createHash('sha256')
    .update([...lines].sort().join('\n'))
    .digest('hex')
}
