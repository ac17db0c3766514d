import { createHash } from 'node:crypto'

/** A GPU that the reference worker stands in for. */
interface Gpu {
  readonly gpu: string
  readonly model: string
  readonly memoryGb: number
  readonly region: string
}

const models = [
  { model: 'H100', memoryGb: 80 },
  { model: 'A100', memoryGb: 80 },
  { model: 'L40S', memoryGb: 48 },
  { model: 'RTX4090', memoryGb: 24 },
] as const
const regions = ['eu', 'us', 'ap'] as const

/** The GPUs of a node, made up from its address, the same on every start. */
export function gpusOf(node: string, count: number): Gpu[] {
  const bytes = createHash('sha256').update(node).digest()
  const region = regions[bytes[0]! % regions.length]!
  return Array.from({ length: count }, (_, index) => ({
    gpu: `gpu-${index}`,
    ...models[bytes[1 + (index % 30)]! % models.length]!,
    region,
  }))
}

/** Milliseconds a compute unit takes there: 600 to 1,590. Those above 1,000 miss the due time, and are billed with a penalty. */
export function paceOf(node: string, gpu: string): number {
  return 600 + 10 * (createHash('sha256').update(`${node}/${gpu}`).digest()[0]! % 100)
}
