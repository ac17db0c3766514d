import {Entity as Entity_, Column as Column_, PrimaryColumn as PrimaryColumn_, Index as Index_, StringColumn as StringColumn_, IntColumn as IntColumn_, JSONColumn as JSONColumn_} from "@subsquid/typeorm-store"

/**
 * A log of a known contract that could not be decoded; counted, never dropped.
 */
@Index_(["network", "block"], {unique: false})
@Entity_()
export class Quarantine {
    constructor(props?: Partial<Quarantine>) {
        Object.assign(this, props)
    }

    @PrimaryColumn_()
    id!: string

    @StringColumn_({nullable: false})
    network!: string

    @IntColumn_({nullable: false})
    block!: number

    @StringColumn_({nullable: false})
    txHash!: string

    @IntColumn_({nullable: false})
    logIndex!: number

    @StringColumn_({nullable: false})
    contract!: string

    @StringColumn_({nullable: false})
    topic0!: string

    @StringColumn_({nullable: false})
    reason!: string

    @JSONColumn_({nullable: false})
    raw!: unknown
}
