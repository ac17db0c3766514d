import {Entity as Entity_, Column as Column_, PrimaryColumn as PrimaryColumn_, StringColumn as StringColumn_, IntColumn as IntColumn_, BigIntColumn as BigIntColumn_} from "@subsquid/typeorm-store"

/**
 * What a staking pool's contract stores, by its ruleset.
 */
@Entity_()
export class Pool {
    constructor(props?: Partial<Pool>) {
        Object.assign(this, props)
    }

    /**
     * network-pool
     */
    @PrimaryColumn_()
    id!: string

    @StringColumn_({nullable: false})
    network!: string

    @StringColumn_({nullable: false})
    pool!: string

    @StringColumn_({nullable: false})
    ruleset!: string

    /**
     * end of reward period 0; null when the deployment is not in the log, and nothing can be predicted
     */
    @IntColumn_({nullable: true})
    endZero!: number | undefined | null

    /**
     * the stored period index, which may lag behind the clock
     */
    @IntColumn_({nullable: false})
    index!: number

    /**
     * eligibility threshold in seconds, in force now
     */
    @IntColumn_({nullable: false})
    threshold!: number

    @BigIntColumn_({nullable: false})
    totalStaked!: bigint
}
