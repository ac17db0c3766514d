import {Entity as Entity_, Column as Column_, PrimaryColumn as PrimaryColumn_, Index as Index_, StringColumn as StringColumn_, IntColumn as IntColumn_, BigIntColumn as BigIntColumn_} from "@subsquid/typeorm-store"

/**
 * One stake. Open at block B: openedBlock <= B and (closedBlock is null or closedBlock > B).
 */
@Index_(["network", "owner"], {unique: false})
@Index_(["network", "openedBlock"], {unique: false})
@Entity_()
export class Position {
    constructor(props?: Partial<Position>) {
        Object.assign(this, props)
    }

    /**
     * network-pool-owner-index(6)
     */
    @PrimaryColumn_()
    id!: string

    @StringColumn_({nullable: false})
    network!: string

    @StringColumn_({nullable: false})
    pool!: string

    @StringColumn_({nullable: false})
    owner!: string

    /**
     * order of this owner's stakes in the pool, from 0
     */
    @IntColumn_({nullable: false})
    index!: number

    @BigIntColumn_({nullable: false})
    amount!: bigint

    @IntColumn_({nullable: false})
    lockSeconds!: number

    @IntColumn_({nullable: false})
    multiplier!: number

    @IntColumn_({nullable: false})
    start!: number

    @IntColumn_({nullable: false})
    unlock!: number

    /**
     * eligibility threshold in seconds, as it was when the stake was made
     */
    @IntColumn_({nullable: false})
    threshold!: number

    /**
     * the pool's reward period index when the stake was made
     */
    @IntColumn_({nullable: false})
    periodIndex!: number

    @IntColumn_({nullable: false})
    openedBlock!: number

    @StringColumn_({nullable: false})
    openedBy!: string

    @IntColumn_({nullable: true})
    closedBlock!: number | undefined | null

    @IntColumn_({nullable: true})
    closedTime!: number | undefined | null

    @StringColumn_({nullable: true})
    closedBy!: string | undefined | null

    @BigIntColumn_({nullable: true})
    penalty!: bigint | undefined | null

    /**
     * open | closed
     */
    @StringColumn_({nullable: false})
    status!: string
}
