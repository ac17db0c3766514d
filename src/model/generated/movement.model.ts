import {Entity as Entity_, Column as Column_, PrimaryColumn as PrimaryColumn_, StringColumn as StringColumn_, IntColumn as IntColumn_, BigIntColumn as BigIntColumn_} from "@subsquid/typeorm-store"

/**
 * An amount of one asset leaving one (class, account) and entering another.
 * A range of blocks is a range of ids; burns have an index of their own: src/model/declaredIndexes.ts, movement_burns.
 */
@Entity_()
export class Movement {
    constructor(props?: Partial<Movement>) {
        Object.assign(this, props)
    }

    /**
     * event id - n
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
    txHash!: string

    /**
     * token address, or `eth`
     */
    @StringColumn_({nullable: false})
    asset!: string

    @StringColumn_({nullable: false})
    fromClass!: string

    @StringColumn_({nullable: false})
    toClass!: string

    @StringColumn_({nullable: false})
    fromAccount!: string

    @StringColumn_({nullable: false})
    toAccount!: string

    @BigIntColumn_({nullable: false})
    amount!: bigint

    @StringColumn_({nullable: false})
    cause!: string
}
