import {Entity as Entity_, Column as Column_, PrimaryColumn as PrimaryColumn_, Index as Index_, StringColumn as StringColumn_, BigIntColumn as BigIntColumn_, IntColumn as IntColumn_} from "@subsquid/typeorm-store"

@Index_(["network", "blockTime"], {unique: false})
@Entity_()
export class Buyback {
    constructor(props?: Partial<Buyback>) {
        Object.assign(this, props)
    }

    @PrimaryColumn_()
    id!: string

    @StringColumn_({nullable: false})
    network!: string

    @BigIntColumn_({nullable: false})
    ethSpent!: bigint

    @BigIntColumn_({nullable: false})
    tokensBurned!: bigint

    @IntColumn_({nullable: false})
    block!: number

    @IntColumn_({nullable: false})
    blockTime!: number

    @StringColumn_({nullable: false})
    txHash!: string
}
