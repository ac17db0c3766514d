import { createHash } from 'node:crypto'

/** Hash rounds of one compute unit: about 10 ms of a core, so that what is reported was really computed. */
export const ROUNDS_PER_CU = 10_000
/** Rounds between two looks at the clock and the stop signal. */
const ROUNDS_PER_SLICE = 2_000

/** Micro-CU that a job takes: 60 to 100 % of its maximum, by its seed; any worker finds the same. */
export function unitsOf(seed: string, maxComputeUnits: bigint): bigint {
  const share = 60n + BigInt(createHash('sha256').update(`units:${seed}`).digest()[0]! % 41)
  const units = (maxComputeUnits * share) / 100n
  return units > 0n ? units : 1n
}

/**
 * The reference computation: an iterated hash of the seed, as long as the job is big, at the pace of a GPU. The digest
 * depends on the seed and the units only, so that anyone can check it.
 * @param msPerCu how long a compute unit takes on this GPU; 0: as fast as this machine can
 * @param onPart called now and then with the part done, 0 to 100
 * @returns 0x and 64 hex digits
 */
export async function work(
  seed: string,
  computeUnits: bigint,
  msPerCu: number,
  signal: AbortSignal,
  onPart: (percent: number) => void,
): Promise<string> {
  const rounds = Number((computeUnits * BigInt(ROUNDS_PER_CU)) / 1_000_000n) + 1
  const begun = performance.now()
  let digest = createHash('sha256').update(seed).digest()
  for (let round = 0; round < rounds; ) {
    signal.throwIfAborted()
    const end = Math.min(rounds, round + ROUNDS_PER_SLICE)
    for (; round < end; round++) digest = createHash('sha256').update(digest).digest()
    const due = begun + (round / ROUNDS_PER_CU) * msPerCu
    await pause(Math.max(0, due - performance.now()), signal)
    onPart(Math.floor((round * 100) / rounds))
  }
  return `0x${digest.toString('hex')}`
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const abort = () => {
      clearTimeout(timer)
      reject(signal.reason)
    }
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', abort)
      resolve()
    }, ms)
    signal.addEventListener('abort', abort, { once: true })
  })
}
