import { events } from '../../abi/price-pair'
import { contractOf, OWNERSHIP } from '../contract'

const SHARES = 'shares of the pair are not the network’s token'
const RESERVES = 'the Sync beside it says what the reserves became'

export const uniswapV2 = contractOf(events, {
  reads: ['Sync'],
  ignores: {
    Approval: SHARES,
    Transfer: SHARES,
    Mint: RESERVES,
    Burn: RESERVES,
    Swap: RESERVES,
    OwnershipTransferred: OWNERSHIP,
  },
})
