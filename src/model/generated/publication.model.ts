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
}
