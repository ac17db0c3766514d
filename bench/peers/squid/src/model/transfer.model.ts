import {
  BigIntColumn as BigIntColumn_,
  DateTimeColumn as DateTimeColumn_,
  Entity as Entity_,
  Index as Index_,
  IntColumn as IntColumn_,
  ManyToOne as ManyToOne_,
  PrimaryColumn as PrimaryColumn_,
  StringColumn as StringColumn_,
} from '@subsquid/typeorm-store'
import { Account } from './account.model'

@Entity_()
export class Transfer {
  constructor(props?: Partial<Transfer>) {
    Object.assign(this, props)
  }

  @PrimaryColumn_()
  id!: string

  @Index_()
  @IntColumn_({ nullable: false })
  blockNumber!: number

  @DateTimeColumn_({ nullable: false })
  timestamp!: Date

  @StringColumn_({ nullable: false })
  txHash!: string

  /** null where tokens are minted */
  @Index_()
  @ManyToOne_(() => Account, { nullable: true })
  from!: Account | undefined | null

  @Index_()
  @ManyToOne_(() => Account, { nullable: true })
  to!: Account | undefined | null

  @BigIntColumn_({ nullable: false })
  amount!: bigint
}
