import {Entity as Entity_, Column as Column_, PrimaryColumn as PrimaryColumn_, Index as Index_, StringColumn as StringColumn_, IntColumn as IntColumn_, BigIntColumn as BigIntColumn_} from "@subsquid/typeorm-store"

/**
 * Balance of a class after a block that changed it. As-of B: block <= B, latest. A range of blocks is a range of ids.
 */
@Index_(["network", "asset", "class", "cause", "block"], {unique: true})
@Entity_()
export class SupplyPoint {
    constructor(props?: Partial<SupplyPoint>) {
        Object.assign(this, props)
    }

    /**
     * network-height(10)-asset-class-cause
     */
    @PrimaryColumn_()
    id!: string

    @StringColumn_({nullable: false})
    network!: string

    @IntColumn_({nullable: false})
    block!: number

    @IntColumn_({nullable: false})
    blockTime!: number

    @StringColumn_({nullable: false})
    asset!: string

    /**
     * a class of the ledger, or a memo: `burned-at-zero`, `excluded:<address>`
     */
    @StringColumn_({nullable: false})
    class!: string

    /**
     * burn or issuance cause; empty for a class's own balance
     */
    @StringColumn_({nullable: false})
    cause!: string

    @BigIntColumn_({nullable: false})
    balance!: bigint
}
