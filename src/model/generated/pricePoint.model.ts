import {Entity as Entity_, Column as Column_, PrimaryColumn as PrimaryColumn_, Index as Index_, StringColumn as StringColumn_, BigIntColumn as BigIntColumn_, IntColumn as IntColumn_} from "@subsquid/typeorm-store"

/**
 * Reserves of the price pair after a Sync.
 */
@Index_(["network", "blockTime"], {unique: false})
@Entity_()
export class PricePoint {
    constructor(props?: Partial<PricePoint>) {
        Object.assign(this, props)
    }

    @PrimaryColumn_()
    id!: string

    @StringColumn_({nullable: false})
    network!: string

    @StringColumn_({nullable: false})
    pair!: string

    @BigIntColumn_({nullable: false})
    reserveToken!: bigint

    @BigIntColumn_({nullable: false})
    reserveQuote!: bigint

    @IntColumn_({nullable: false})
    block!: number

    @IntColumn_({nullable: false})
    blockTime!: number
}
