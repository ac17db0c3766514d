import { type Abi, decodeFunctionResult, encodeFunctionData, type Hex } from 'viem'
import { hex, type Rpc } from './rpc'

/**
 * What the chain says beside an `Unstaked` of the stake it withdrew: the transaction, and where that did not call the pool
 * itself, which stakes the pool's view shows withdrawn in the block. domain.md §2, trap 4
 */
export async function aroundUnstake(
  rpc: Rpc,
  abi: Abi,
  log: { readonly address: string; readonly transactionHash: string; readonly blockNumber: string },
  user: string,
): Promise<Record<string, string>> {
  const call = await rpc.ask<{ to: string | null; input: string } | null>('eth_getTransactionByHash', [
    log.transactionHash,
  ])
  const to = call?.to?.toLowerCase() ?? ''
  const said = { callTo: to, callInput: call?.input ?? '' }
  if (to === log.address.toLowerCase()) return said
  const block = Number(log.blockNumber)
  const withdrawn = async (at: number) => {
    const data = encodeFunctionData({ abi, functionName: 'getUserStakes', args: [user] })
    const result = await rpc.ask<Hex>('eth_call', [{ to: log.address, data }, hex(at)])
    const stakes = decodeFunctionResult({ abi, functionName: 'getUserStakes', data: result })
    return (stakes as readonly { readonly withdrawn: boolean }[]).map((stake) => stake.withdrawn)
  }
  try {
    const [before, after] = [await withdrawn(block - 1), await withdrawn(block)]
    const seen = after.flatMap((gone, index) => (gone && !before[index] ? [index] : []))
    return seen.length > 0 ? { ...said, callWithdrawn: seen.join(',') } : said
  } catch {
    // No archive node: the amount, the penalty and the input have to tell.
    return said
  }
}
