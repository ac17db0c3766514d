import { events } from '../../abi/dsync-token'
import { contractOf, OWNERSHIP } from '../contract'
import { otherVersions } from './published'

/** Any ERC-20; the ABI is that of DSYNC, which tells more than the standard asks for. */
export const token = contractOf('token', events, {
  reads: ['Transfer'],
  topicless: ['Transfer'],
  ignores: {
    Approval: 'an allowance moves nothing',
    FeesSet: 'a fee is seen in the transfer that is taxed',
    FundsDistributed: 'its transfers say what moved',
    OwnershipTransferred: OWNERSHIP,
    WalletBlacklisted: 'who may not trade still holds',
  },
  elsewhere: Object.values(otherVersions),
})
