import {Entity as Entity_, Column as Column_, PrimaryColumn as PrimaryColumn_, Index as Index_, StringColumn as StringColumn_, BigIntColumn as BigIntColumn_, IntColumn as IntColumn_} from "@subsquid/typeorm-store"

/**
 * State of a node from a block on. As-of B: fromBlock <= B, latest.
 */
@Index_(["network", "node", "fromBlock"], {unique: false})
@Entity_()
export class NodeVersion {
    constructor(props?: Partial<NodeVersion>) {
        Object.assign(this, props)
    }

    /**
     * network-address-height(10)
     */
    @PrimaryColumn_()
    id!: string

    @StringColumn_({nullable: false})
    network!: string

    @StringColumn_({nullable: false})
    node!: string

    @BigIntColumn_({nullable: false})
    stake!: bigint

    @BigIntColumn_({nullable: false})
    jailedUntil!: bigint

    @IntColumn_({nullable: false})
    fromBlock!: number

    @IntColumn_({nullable: false})
    fromTime!: number
}
