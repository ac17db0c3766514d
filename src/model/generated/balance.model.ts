import {Entity as Entity_, Column as Column_, PrimaryColumn as PrimaryColumn_, Index as Index_, StringColumn as StringColumn_, BigIntColumn as BigIntColumn_, IntColumn as IntColumn_} from "@subsquid/typeorm-store"

@Index_(["network", "asset", "amount"], {unique: false})
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
