import { EvmBatchProcessor } from '@subsquid/evm-processor'
import { contracts, known } from './contracts'

export const processor = new EvmBatchProcessor()
  .setRpcEndpoint({ url: process.env.RPC_ENDPOINT!, capacity: 10 })
  .setFinalityConfirmation(Number(process.env.FINALITY))
  .setFields({ log: { topics: true, data: true, transactionHash: true } })

for (const { address } of contracts) processor.addLog({ address: [address], topic0: [...known.get(address)!.keys()] })
