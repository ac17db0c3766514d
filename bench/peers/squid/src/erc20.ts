import { event, indexed } from '@subsquid/evm-abi'
import * as p from '@subsquid/evm-codec'

/** What squid-evm-typegen makes of the standard's Transfer. */
export const events = {
  Transfer: event(
    '0xddf252ad1be2c89b69c2b068fc378daa952ba7f163c4a11628f55a4df523b3ef',
    'Transfer(address,address,uint256)',
    { from: indexed(p.address), to: indexed(p.address), value: p.uint256 },
  ),
}
