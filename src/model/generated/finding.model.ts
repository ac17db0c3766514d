import {Entity as Entity_, Column as Column_, PrimaryColumn as PrimaryColumn_, Index as Index_, StringColumn as StringColumn_, IntColumn as IntColumn_, JSONColumn as JSONColumn_} from "@subsquid/typeorm-store"

/**
 * A fact that breaks an invariant.
 */
@Index_(["network", "code"], {unique: false})
@Index_(["network", "code", "block"], {unique: false})
@Entity_()
export class Finding {
    constructor(props?: Partial<Finding>) {
        Object.assign(this, props)
    }

    @PrimaryColumn_()
    id!: string

    @StringColumn_({nullable: false})
    network!: string

    @IntColumn_({nullable: false})
    block!: number

    @IntColumn_({nullable: false})
    blockTime!: number

    @StringColumn_({nullable: false})
    txHash!: string

    @StringColumn_({nullable: false})
    code!: string

    @StringColumn_({nullable: false})
    title!: string

    @JSONColumn_({nullable: false})
    evidence!: unknown
}
