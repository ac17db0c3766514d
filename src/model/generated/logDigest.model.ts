import {Entity as Entity_, Column as Column_, PrimaryColumn as PrimaryColumn_, Index as Index_, StringColumn as StringColumn_, IntColumn as IntColumn_} from "@subsquid/typeorm-store"

/**
 * A digest over the event log of 1,000 final blocks, hashes of blocks and of raw logs, that includes the digest before it
 * (src/postgres/logDigest.ts). Ranges without events have none.
 */
@Index_(["network", "toBlock"], {unique: true})
@Entity_()
export class LogDigest {
    constructor(props?: Partial<LogDigest>) {
        Object.assign(this, props)
    }

    /**
     * network-height(10) of its first block
     */
    @PrimaryColumn_()
    id!: string

    @StringColumn_({nullable: false})
    network!: string

    @IntColumn_({nullable: false})
    fromBlock!: number

    /**
     * inclusive
     */
    @IntColumn_({nullable: false})
    toBlock!: number

    @IntColumn_({nullable: false})
    events!: number

    /**
     * 64 hex digits
     */
    @StringColumn_({nullable: false})
    digest!: string
}
