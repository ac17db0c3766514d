import {Entity as Entity_, Column as Column_, PrimaryColumn as PrimaryColumn_, IntColumn as IntColumn_, StringColumn as StringColumn_} from "@subsquid/typeorm-store"

/**
 * The highest block an indexer has handled, whether or not it held anything of ours.
 */
@Entity_()
export class Head {
    constructor(props?: Partial<Head>) {
        Object.assign(this, props)
    }

    /**
     * network
     */
    @PrimaryColumn_()
    id!: string

    @IntColumn_({nullable: false})
    number!: number

    @StringColumn_({nullable: false})
    hash!: string

    @IntColumn_({nullable: false})
    time!: number
}
