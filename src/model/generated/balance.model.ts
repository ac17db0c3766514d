import {Entity as Entity_, Column as Column_, PrimaryColumn as PrimaryColumn_, StringColumn as StringColumn_, BigIntColumn as BigIntColumn_, IntColumn as IntColumn_} from "@subsquid/typeorm-store"

/**
 * Its index by amount is made once history is in: src/model/declaredIndexes.ts.
 */
@Entity_()
export class Balance {
    constructor(props?: Partial<Balance>) {
        Object.assign(this, props)
    }

    /**
     * network-asset-account
     */
    @PrimaryColumn_()
    id!: string

    @StringColumn_({nullable: false})
    network!: string

    @StringColumn_({nullable: false})
    asset!: string

    @StringColumn_({nullable: false})
    account!: string

    @StringColumn_({nullable: false})
    class!: string

    @BigIntColumn_({nullable: false})
    amount!: bigint

    /**
     * last block that changed it
     */
    @IntColumn_({nullable: false})
    block!: number
}
