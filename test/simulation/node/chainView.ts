import type { SimBlock } from '../chain/block'
import { chainTo } from '../chain/tree'

/** The chain a node believes in: its tip, and the block at every height below it. */
export class ChainView {
  private blocks: SimBlock[]
  private readonly known = new Map<string, SimBlock>()
  private readonly listeners: ((fresh: readonly SimBlock[]) => void)[] = []

  constructor(
    genesis: SimBlock,
    private readonly finality: number,
  ) {
    this.blocks = [genesis]
    this.known.set(genesis.hash, genesis)
  }

  get tip(): SimBlock {
    return this.blocks[this.blocks.length - 1]!
  }

  get final(): number {
    return Math.max(0, this.tip.number - this.finality)
  }

  at(number: number): SimBlock | undefined {
    return this.blocks[number]
  }

  /** A block of this chain, or one that was of it once: nodes keep those for a while. */
  byHash(hash: string): SimBlock | undefined {
    return this.known.get(hash)
  }

  /** A block that shares its height with one of ours and is another. */
  siblingOf(block: SimBlock): SimBlock | undefined {
    return [...this.known.values()].find(({ number, hash }) => number === block.number && hash !== block.hash)
  }

  onHead(listener: (fresh: readonly SimBlock[]) => void): () => void {
    this.listeners.push(listener)
    return () => void this.listeners.splice(this.listeners.indexOf(listener), 1)
  }

  /** The chain that ends in `tip` is the chain from now on. */
  follow(tip: SimBlock): void {
    const fresh: SimBlock[] = []
    for (let block: SimBlock | undefined = tip; block && this.blocks[block.number] !== block; block = block.parent)
      fresh.unshift(block)
    const from = fresh[0]?.number ?? tip.number + 1
    for (const block of fresh) this.known.set(block.hash, block)
    this.blocks = [...this.blocks.slice(0, from), ...fresh]
    for (const listener of [...this.listeners]) listener(fresh)
  }

  /** Canonical blocks up to a height. */
  upTo(number: number): SimBlock[] {
    return chainTo(this.blocks[number]!)
  }
}
