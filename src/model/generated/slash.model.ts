import {Entity as Entity_, Column as Column_, PrimaryColumn as PrimaryColumn_, Index as Index_, StringColumn as StringColumn_, BigIntColumn as BigIntColumn_, BooleanColumn as BooleanColumn_, IntColumn as IntColumn_} from "@subsquid/typeorm-store"

@Index_(["network", "block"], {unique: false})
@Index_(["network", "node"], {unique: false})
@Entity_()
export class Slash {
    constructor(props?: Partial<Slash>) {
        Object.assign(this, props)
    }

    @PrimaryColumn_()
    id!: string

    @StringColumn_({nullable: false})
    network!: string

    @StringColumn_({nullable: false})
    node!: string

    @StringColumn_({nullable: false})
    jobId!: string

    @BigIntColumn_({nullable: false})
    amount!: bigint

    @BigIntColumn_({nullable: false})
    stakeBefore!: bigint

    @StringColumn_({nullable: false})
    reason!: string

    /**
     * a Transfer of the same amount to a burn sink stands in the same transaction
     */
    @BooleanColumn_({nullable: false})
    burned!: boolean

    @IntColumn_({nullable: false})
    block!: number

    @IntColumn_({nullable: false})
    blockTime!: number

    @StringColumn_({nullable: false})
    txHash!: string
}
