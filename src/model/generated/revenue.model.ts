import {Entity as Entity_, Column as Column_, PrimaryColumn as PrimaryColumn_, Index as Index_, StringColumn as StringColumn_, BigIntColumn as BigIntColumn_, IntColumn as IntColumn_} from "@subsquid/typeorm-store"

/**
 * A receipt of revenue and its split by the bps in force at its block; the rounding is the stakers'.
 */
@Index_(["network", "blockTime"], {unique: false})
@Entity_()
export class Revenue {
    constructor(props?: Partial<Revenue>) {
        Object.assign(this, props)
    }

    @PrimaryColumn_()
    id!: string

    @StringColumn_({nullable: false})
    network!: string

    @StringColumn_({nullable: false})
    source!: string

    @StringColumn_({nullable: false})
    payer!: string

    @StringColumn_({nullable: false})
    asset!: string

    @BigIntColumn_({nullable: false})
    amount!: bigint

    @BigIntColumn_({nullable: false})
    stakers!: bigint

    @BigIntColumn_({nullable: false})
    nodes!: bigint

    @BigIntColumn_({nullable: false})
    buyback!: bigint

    @IntColumn_({nullable: false})
    block!: number

    @IntColumn_({nullable: false})
    blockTime!: number

    @StringColumn_({nullable: false})
    txHash!: string
}
