import { events } from '../../abi/bill'
import { contractOf, OWNERSHIP } from '../contract'

export const dgridBill = contractOf(events, {
  reads: ['BillOpened', 'BillSettled', 'BillRefunded', 'BasePriceChanged', 'SplitChanged'],
  ignores: { OwnershipTransferred: OWNERSHIP },
  holds: 'escrow',
  parameters: ['basePrice', 'feeBps', 'governanceBps', 'treasuryBps', 'adaptorBps'],
})
