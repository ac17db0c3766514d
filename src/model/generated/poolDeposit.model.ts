import {Entity as Entity_, Column as Column_, PrimaryColumn as PrimaryColumn_, Index as Index_, StringColumn as StringColumn_, IntColumn as IntColumn_, BigIntColumn as BigIntColumn_} from "@subsquid/typeorm-store"

/**
 * ETH deposited to the staking pool for one of its fixed 30-day periods.
 */
@Index_(["network", "pool", "period"], {unique: false})
@Entity_()
export class PoolDeposit {
    constructor(props?: Partial<PoolDeposit>) {
        Object.assign(this, props)
    }

    @PrimaryColumn_()
    id!: string

    @StringColumn_({nullable: false})
    network!: string

    @StringColumn_({nullable: false})
    pool!: string

    @IntColumn_({nullable: false})
    period!: number

    @BigIntColumn_({nullable: false})
    amount!: bigint

    @IntColumn_({nullable: false})
    block!: number

    @IntColumn_({nullable: false})
    blockTime!: number

    @StringColumn_({nullable: false})
    txHash!: string
}
