import type { BlockRef } from './header'

/** A step of the hot tail: blocks on a written base, and the block that is final with them. */
export interface Step<B> {
  readonly baseHead: BlockRef
  readonly finalizedHead: BlockRef
  readonly blocks: B[]
}

/** The written end of the chain: the last final block, and the hot blocks on top of it. */
export class Branch {
  private refs: readonly BlockRef[]

  constructor(final: BlockRef, top: readonly BlockRef[]) {
    this.refs = [ref(final), ...top.map(ref)]
  }

  get final(): BlockRef {
    return this.refs[0]!
  }

  get tip(): BlockRef {
    return this.refs[this.refs.length - 1]!
  }

  has({ height, hash }: BlockRef): boolean {
    return this.refs[height - this.final.height]?.hash === hash
  }

  /** Hot blocks from the lowest up to a height. */
  hotUpTo(height: number): readonly BlockRef[] {
    return this.refs.slice(1, Math.max(1, height - this.final.height + 1))
  }

  /**
   * The step by which `blocks` become the end, on a block of this branch; those above it are undone.
   * @param finalHeight the chain's; the step's is never below this branch's and never above its last block
   */
  step<B extends { readonly header: BlockRef }>(base: BlockRef, blocks: B[], finalHeight: number): Step<B> {
    const next = this.grown(
      base,
      blocks.map(({ header }) => header),
    )
    const height = Math.min(Math.max(finalHeight, this.final.height), next[next.length - 1]!.height)
    return { baseHead: base, finalizedHead: next[height - this.final.height]!, blocks }
  }

  /** The step has been written. */
  take({ baseHead, finalizedHead, blocks }: Step<{ readonly header: BlockRef }>): void {
    const next = this.grown(
      baseHead,
      blocks.map(({ header }) => header),
    )
    this.refs = next.slice(finalizedHead.height - this.final.height)
  }

  /** Final blocks up to this one have been written; nothing hot is left. */
  restart(final: BlockRef): void {
    this.refs = [ref(final)]
  }

  private grown(base: BlockRef, headers: readonly BlockRef[]): BlockRef[] {
    return [...this.refs.slice(0, base.height - this.final.height + 1), ...headers.map(ref)]
  }
}

function ref({ height, hash }: BlockRef): BlockRef {
  return { height, hash }
}
