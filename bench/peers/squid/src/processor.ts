import { EvmBatchProcessor } from '@subsquid/evm-processor'
import * as erc20 from './erc20'

export const TOKEN = process.env.TOKEN!.toLowerCase()

export const processor = new EvmBatchProcessor()
  .setRpcEndpoint({ url: process.env.RPC_ENDPOINT!, capacity: 10 })
  .setFinalityConfirmation(Number(process.env.FINALITY))
  .setFields({ log: { topics: true, data: true, transactionHash: true } })
  .addLog({ address: [TOKEN], topic0: [erc20.events.Transfer.topic] })
