import type { BaseUnits, WideSeconds } from '../economics/units'

/** What a job asks of a GPU. */
export interface Demand {
  /** null: any */
  readonly model: string | null
  readonly memoryGb: number
  /** null: any */
  readonly region: string | null
}

/** A job that waits for a GPU. */
export interface WaitingJob extends Demand {
  readonly id: string
  readonly attempts: number
  /** nodes that had it before, each as often as it did: the one that had it least is taken */
  readonly avoid: readonly string[]
}

/** A GPU without a lease, of a node with a fresh heartbeat. */
export interface FreeGpu {
  readonly node: string
  readonly gpu: string
  readonly model: string
  readonly memoryGb: number
  readonly region: string
}

/** A node by the chain; stake is the lower of final and head, jail the longer of both. */
export interface StakedNode {
  readonly node: string
  readonly stake: BaseUnits
  readonly jailedUntil: WideSeconds
}

export interface Placement {
  readonly job: string
  readonly node: string
  readonly gpu: string
  readonly attempt: number
}

/** Why a node gets no work, or null when it may. */
export function ineligible(node: StakedNode, minimumStake: BaseUnits, now: WideSeconds): 'stake' | 'jailed' | null {
  if (node.stake < minimumStake) return 'stake'
  return node.jailedUntil > now ? 'jailed' : null
}

export function fits(job: Demand, gpu: Omit<FreeGpu, 'gpu'>): boolean {
  return (
    gpu.memoryGb >= job.memoryGb &&
    (job.model === null || job.model === gpu.model) &&
    (job.region === null || job.region === gpu.region)
  )
}

/**
 * The free GPUs of a round. A job gets the smallest that fits, on a node that had it least often, and among those on the node
 * that got least in this round; a GPU is given once. Deterministic.
 */
export class Fleet {
  private readonly free: FreeGpu[]
  private readonly given = new Map<string, number>()

  constructor(gpus: readonly FreeGpu[]) {
    this.free = [...gpus].sort((a, b) => a.memoryGb - b.memoryGb || order(a.node, b.node) || order(a.gpu, b.gpu))
  }

  get isEmpty(): boolean {
    return this.free.length === 0
  }

  hasFor(job: WaitingJob): boolean {
    return this.free.some((gpu) => fits(job, gpu))
  }

  /** Null: none that is left fits. */
  take(job: WaitingJob): Placement | null {
    const { free, given } = this
    const rank = (gpu: FreeGpu) =>
      [job.avoid.filter((node) => node === gpu.node).length, gpu.memoryGb, given.get(gpu.node) ?? 0] as const
    let best = -1
    for (let at = 0; at < free.length; at++)
      if (fits(job, free[at]!) && (best < 0 || before(rank(free[at]!), rank(free[best]!)))) best = at
    if (best < 0) return null
    const [gpu] = free.splice(best, 1) as [FreeGpu]
    given.set(gpu.node, (given.get(gpu.node) ?? 0) + 1)
    return { job: job.id, node: gpu.node, gpu: gpu.gpu, attempt: job.attempts + 1 }
  }
}

function before(a: readonly number[], b: readonly number[]): boolean {
  const at = a.findIndex((value, index) => value !== b[index])
  return at >= 0 && a[at]! < b[at]!
}

function order(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
