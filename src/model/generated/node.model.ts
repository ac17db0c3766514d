import {Entity as Entity_, Column as Column_, PrimaryColumn as PrimaryColumn_, Index as Index_, StringColumn as StringColumn_, BigIntColumn as BigIntColumn_, IntColumn as IntColumn_} from "@subsquid/typeorm-store"

/**
 * Current state of a compute node; NodeVersion holds its history.
 */
@Index_(["network", "stake"], {unique: false})
@Entity_()
export class Node {
    constructor(props?: Partial<Node>) {
        Object.assign(this, props)
    }

    /**
     * network-address
     */
    @PrimaryColumn_()
    id!: string

    @StringColumn_({nullable: false})
    network!: string

    @StringColumn_({nullable: false})
    address!: string

    @StringColumn_({nullable: false})
    operator!: string

    @BigIntColumn_({nullable: false})
    stake!: bigint

    /**
     * seconds; 0 when not jailed
     */
    @BigIntColumn_({nullable: false})
    jailedUntil!: bigint

    @BigIntColumn_({nullable: false})
    slashed!: bigint

    @BigIntColumn_({nullable: false})
    earned!: bigint

    @IntColumn_({nullable: false})
    bills!: number

    @BigIntColumn_({nullable: false})
    computeUnits!: bigint

    @IntColumn_({nullable: false})
    registeredBlock!: number

    @IntColumn_({nullable: false})
    block!: number
}
