import {Entity as Entity_, Column as Column_, PrimaryColumn as PrimaryColumn_, Index as Index_, StringColumn as StringColumn_, IntColumn as IntColumn_, BigIntColumn as BigIntColumn_} from "@subsquid/typeorm-store"

@Index_(["network", "epoch", "domainId"], {unique: false})
@Entity_()
export class Emission {
    constructor(props?: Partial<Emission>) {
        Object.assign(this, props)
    }

    /**
     * network-epoch(8)-domainId
     */
    @PrimaryColumn_()
    id!: string

    @StringColumn_({nullable: false})
    network!: string

    @IntColumn_({nullable: false})
    epoch!: number

    @BigIntColumn_({nullable: false})
    domainId!: bigint

    @BigIntColumn_({nullable: false})
    amount!: bigint

    @IntColumn_({nullable: false})
    block!: number

    @IntColumn_({nullable: false})
    blockTime!: number
}
