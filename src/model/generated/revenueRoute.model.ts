import {Entity as Entity_, Column as Column_, PrimaryColumn as PrimaryColumn_, Index as Index_, StringColumn as StringColumn_, BigIntColumn as BigIntColumn_, IntColumn as IntColumn_} from "@subsquid/typeorm-store"

@Index_(["network", "blockTime"], {unique: false})
@Index_(["network", "domainId", "blockTime"], {unique: false})
@Entity_()
export class RevenueRoute {
    constructor(props?: Partial<RevenueRoute>) {
        Object.assign(this, props)
    }

    @PrimaryColumn_()
    id!: string

    @StringColumn_({nullable: false})
    network!: string

    @BigIntColumn_({nullable: false})
    modelId!: bigint

    @BigIntColumn_({nullable: false})
    domainId!: bigint

    @BigIntColumn_({nullable: false})
    gross!: bigint

    @BigIntColumn_({nullable: false})
    modelOwner!: bigint

    @BigIntColumn_({nullable: false})
    fees!: bigint

    @BigIntColumn_({nullable: false})
    buyback!: bigint

    @BigIntColumn_({nullable: false})
    emissionReserve!: bigint

    /**
     * DN burned for the buyback in the same transaction
     */
    @BigIntColumn_({nullable: false})
    burned!: bigint

    @IntColumn_({nullable: false})
    block!: number

    @IntColumn_({nullable: false})
    blockTime!: number

    @StringColumn_({nullable: false})
    txHash!: string
}
