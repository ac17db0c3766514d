import type { Profile } from '../../../config/profile'
import type { BlockNumber } from '../../../economics/units'
import type { Alarms } from '../../alarms'
import type { Blooms } from '../head/bloom'
import type { HotHeader } from '../head/header'
import { StructureFault } from '../history/faults'
import type { WireLog } from '../history/wire'
import type { Level } from './level'

/** What of a chain proves that the logs of a block are all of them. */
type Means = 'blooms' | 'logIndexes'

/** A block that contradicts what proves its logs; a node that leaves out logs looks the same. */
export class ProofFault extends StructureFault {}

/** A final block, read to find out what the chain's blocks are like. */
export interface Looked {
  readonly header: HotHeader
  /** all of the block, or those of our contracts */
  readonly logs: readonly WireLog[]
  readonly whole: boolean
  /** whether the header claims a contract of ours, none of whose logs were given */
  readonly silent: boolean
}

/** A way in which a chain differs, and where it was seen. */
interface Oddness {
  readonly means: Means
  readonly seen: string
}

/** Blocks whose blooms have the same bits too many before those count as the chain's: missing logs leave bits that vary. */
const ALIKE = 3

/**
 * What may be relied on: a profile says it, or blocks that are final here show it twice in the same way. It is lowered
 * and never raised, by one alarm; what a node leaves out is a fault all the same.
 */
export class Proof {
  private readonly holds: Record<Means, boolean>
  /** whether an endpoint has been found to give logs more than once */
  copies = false

  constructor(
    { blooms, logIndexes }: Pick<Profile, 'blooms' | 'logIndexes'> = { blooms: true, logIndexes: 'from-zero' },
    private readonly alarms?: Pick<Alarms, 'raise'>,
  ) {
    this.holds = { blooms, logIndexes: logIndexes === 'from-zero' }
  }

  get blooms(): boolean {
    return this.holds.blooms
  }

  get logIndexes(): boolean {
    return this.holds.logIndexes
  }

  /** The level of a block all of whose logs were read, or those of our contracts alone. */
  levelOf(whole: boolean): Level {
    if (!this.blooms) return 'structure'
    return whole && this.logIndexes ? 'block' : 'bloom'
  }

  /** Two answers agree that indexes of a block do not rise in the order of its transactions. */
  async numbersOddly(block: BlockNumber): Promise<void> {
    if (!this.logIndexes) return
    this.holds.logIndexes = false
    await this.tell({ means: 'logIndexes', seen: `indexes of block ${block} are no places of its logs` })
  }

  /** Lowers what final blocks contradict. @param look reads them @returns whether anything was */
  async lowered(look: () => Promise<readonly Looked[]>, blooms: Blooms): Promise<boolean> {
    const first = oddnessIn(await look(), blooms, this)
    if (!first || !this.holds[first.means]) return false
    // One wrong answer is a fault of the node, the same twice is the chain.
    const second = oddnessIn(await look(), blooms, this)
    if (second?.seen !== first.seen) return false
    this.holds[first.means] = false
    await this.tell(first)
    return true
  }

  private async tell({ means, seen }: Oddness): Promise<void> {
    const level = this.levelOf(true)
    if (means === 'blooms')
      await this.alarms?.raise(
        'E-BLOOMS-ODD',
        `${seen}: blooms of this chain prove nothing, blocks are checked to level ${level}. Write "blooms": false into the profile if that is so.`,
        'process',
      )
    else
      await this.alarms?.raise(
        'E-LOG-INDEX-ODD',
        `${seen}: logs of this chain are not numbered from 0, blocks are checked to level ${level}. Write "logIndexes": "odd" into the profile if that is so.`,
        'process',
      )
  }
}

function oddnessIn(looked: readonly Looked[], blooms: Blooms, proof: Proof): Oddness | undefined {
  if (proof.blooms) {
    const seen = oddBlooms(looked, blooms)
    if (seen) return { means: 'blooms', seen }
  }
  const counted = looked.filter(({ logs, whole }) => whole && logs.length > 0)
  const odd = counted.every(({ header, logs }) => {
    const first = logs[0]!.logIndex
    const complete = !proof.blooms || blooms.of(logs) === header.logsBloom
    return first > 0 && complete && logs.every(({ logIndex }, i) => logIndex === first + i)
  })
  const [one] = counted
  if (!one || !odd || !proof.logIndexes) return undefined
  const { height } = one.header
  return { means: 'logIndexes', seen: `the first log of final block ${height} has index ${one.logs[0]!.logIndex}` }
}

function oddBlooms(looked: readonly Looked[], blooms: Blooms): string | undefined {
  const without = looked.find(({ header }) => header.logsBloom === '')
  if (without) return `final block ${without.header.height} has no logs bloom`
  const bits = looked.map(({ header, logs, whole }) => {
    const [claimed, made] = [BigInt(header.logsBloom), BigInt(blooms.of(logs))]
    return { height: header.height, whole, lacks: made & ~claimed, extra: claimed & ~made }
  })
  const lacking = bits.find(({ lacks }) => lacks > 0n)
  if (lacking) return `the bloom of final block ${lacking.height} lacks logs of it`
  const [first] = bits
  if (bits.length < ALIKE || !first?.extra) return undefined
  if (!bits.every(({ whole, extra }) => whole && extra !== 0n)) return undefined
  const full = looked.every(({ header }) => /^0xf+$/.test(header.logsBloom))
  const alike = bits.every(({ extra }) => extra === first.extra) && looked.every(({ silent }) => !silent)
  return full || alike ? `the blooms of final blocks from ${first.height} on hold bits of no log` : undefined
}
