import { createConfig } from 'ponder'
import { erc20Abi } from './abis/erc20Abi'

export default createConfig({
  database: { kind: 'postgres', connectionString: process.env.DATABASE_URL! },
  chains: { bench: { id: 31_337, rpc: process.env.RPC_ENDPOINT! } },
  contracts: {
    Token: { abi: erc20Abi, chain: 'bench', address: process.env.TOKEN as `0x${string}`, startBlock: 0 },
  },
})
