import {Entity as Entity_, Column as Column_, PrimaryColumn as PrimaryColumn_, Index as Index_, StringColumn as StringColumn_, IntColumn as IntColumn_} from "@subsquid/typeorm-store"

/**
 * How sure it is that nothing is missing: blocks that follow on each other and were all checked to one level.
 */
@Index_(["network", "toBlock"], {unique: false})
@Entity_()
export class Completeness {
    constructor(props?: Partial<Completeness>) {
        Object.assign(this, props)
    }

    /**
     * network-fromBlock(10)
     */
    @PrimaryColumn_()
    id!: string

    @StringColumn_({nullable: false})
    network!: string

    /**
     * `structure`, `bloom`, `block` or `proven`
     */
    @StringColumn_({nullable: false})
    level!: string

    @IntColumn_({nullable: false})
    fromBlock!: number

    @IntColumn_({nullable: false})
    toBlock!: number

    /**
     * what the level is bound to (src/indexer/source/completeness/seal.ts); null for `structure`, and for the range that is being written
     */
    @StringColumn_({nullable: true})
    seal!: string | undefined | null
}
