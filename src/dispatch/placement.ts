import type { BaseUnits, WideSeconds } from '../economics/units'

/** A job that waits for a GPU. */
export interface WaitingJob {
  readonly id: string
  readonly attempts: number
  /** null: any */
  readonly model: string | null
  readonly memoryGb: number
  /** null: any */
  readonly region: string | null
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

export function fits(job: WaitingJob, gpu: FreeGpu): boolean {
  return (
    gpu.memoryGb >= job.memoryGb &&
    (job.model === null || job.model === gpu.model) &&
    (job.region === null || job.region === gpu.region)
  )
}

/**
 * Gives each job, in the order given, the smallest free GPU that fits, on a node that had it least often, and among those on
 * the node that got least in this round. One job per GPU; a job that fits nowhere keeps waiting. Deterministic.
 */
export function place(jobs: readonly WaitingJob[], gpus: readonly FreeGpu[]): Placement[] {
  const free = [...gpus].sort((a, b) => a.memoryGb - b.memoryGb || order(a.node, b.node) || order(a.gpu, b.gpu))
  const given = new Map<string, number>()
  const placements: Placement[] = []
  for (const job of jobs) {
    if (free.length === 0) break
    const rank = (gpu: FreeGpu) =>
      [job.avoid.filter((node) => node === gpu.node).length, gpu.memoryGb, given.get(gpu.node) ?? 0] as const
    let best = -1
    for (let at = 0; at < free.length; at++)
      if (fits(job, free[at]!) && (best < 0 || before(rank(free[at]!), rank(free[best]!)))) best = at
    if (best < 0) continue
    const [gpu] = free.splice(best, 1) as [FreeGpu]
    given.set(gpu.node, (given.get(gpu.node) ?? 0) + 1)
    placements.push({ job: job.id, node: gpu.node, gpu: gpu.gpu, attempt: job.attempts + 1 })
  }
  return placements
}

function before(a: readonly number[], b: readonly number[]): boolean {
  const at = a.findIndex((value, index) => value !== b[index])
  return at >= 0 && a[at]! < b[at]!
}

function order(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
