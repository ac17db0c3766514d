import {Entity as Entity_, Column as Column_, PrimaryColumn as PrimaryColumn_, Index as Index_, StringColumn as StringColumn_, IntColumn as IntColumn_, BigIntColumn as BigIntColumn_} from "@subsquid/typeorm-store"

/**
 * One reward period of a staking pool. Wei and weights, each a sum: what is left is a difference of them.
 */
@Index_(["network", "pool", "period"], {unique: true})
@Entity_()
export class PoolPeriod {
    constructor(props?: Partial<PoolPeriod>) {
        Object.assign(this, props)
    }

    /**
     * network-pool-period(6)
     */
    @PrimaryColumn_()
    id!: string

    @StringColumn_({nullable: false})
    network!: string

    @StringColumn_({nullable: false})
    pool!: string

    @IntColumn_({nullable: false})
    period!: number

    @BigIntColumn_({nullable: false})
    deposited!: bigint

    @BigIntColumn_({nullable: false})
    claimed!: bigint

    /**
     * wei deposited ahead of time that the transition forgot (second generation)
     */
    @BigIntColumn_({nullable: false})
    overwritten!: bigint

    /**
     * weight put into the denominator, less what early unstakes took out again
     */
    @BigIntColumn_({nullable: false})
    booked!: bigint

    /**
     * weight that claims took out
     */
    @BigIntColumn_({nullable: false})
    claimedWeight!: bigint

    /**
     * weight of stakes that left after the end without claiming
     */
    @BigIntColumn_({nullable: false})
    forfeitedWeight!: bigint
}
