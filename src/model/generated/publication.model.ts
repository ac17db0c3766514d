import {Entity as Entity_, Column as Column_, PrimaryColumn as PrimaryColumn_, Index as Index_, StringColumn as StringColumn_, BigIntColumn as BigIntColumn_, IntColumn as IntColumn_} from "@subsquid/typeorm-store"

/**
 * A distribution as the chain knows it: DistributionPublished.
 */
@Index_(["network", "programId", "period"], {unique: false})
@Entity_()
export class Publication {
    constructor(props?: Partial<Publication>) {
        Object.assign(this, props)
    }

    @PrimaryColumn_()
    id!: string

    @StringColumn_({nullable: false})
    network!: string

    @StringColumn_({nullable: false})
    distributor!: string

    /**
     * bytes32: keccak of the program's name
     */
    @StringColumn_({nullable: false})
    programId!: string

    @BigIntColumn_({nullable: false})
    period!: bigint

    @StringColumn_({nullable: false})
    asset!: string

    @StringColumn_({nullable: false})
    root!: string

    @BigIntColumn_({nullable: false})
    total!: bigint

    @StringColumn_({nullable: false})
    reportHash!: string

    @IntColumn_({nullable: false})
    block!: number

    @IntColumn_({nullable: false})
    blockTime!: number

    @StringColumn_({nullable: false})
    txHash!: string

    /**
     * what was claimed of it; null until somebody has
     */
    @BigIntColumn_({nullable: true})
    claimed!: bigint | undefined | null

    /**
     * the first second in which nothing can be claimed any more; null: it can be for ever
     */
    @BigIntColumn_({nullable: true})
    expiresAt!: bigint | undefined | null

    /**
     * who was declared to be paid what is unclaimed then
     */
    @StringColumn_({nullable: true})
    reclaimTo!: string | undefined | null

    /**
     * what was unclaimed then and was paid; null: nothing was yet
     */
    @BigIntColumn_({nullable: true})
    reclaimed!: bigint | undefined | null

    @IntColumn_({nullable: true})
    reclaimedBlock!: number | undefined | null

    @IntColumn_({nullable: true})
    reclaimedTime!: number | undefined | null

    @StringColumn_({nullable: true})
    reclaimedTx!: string | undefined | null
}
