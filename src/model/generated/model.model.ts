import {Entity as Entity_, Column as Column_, PrimaryColumn as PrimaryColumn_, Index as Index_, StringColumn as StringColumn_, BigIntColumn as BigIntColumn_, IntColumn as IntColumn_} from "@subsquid/typeorm-store"

/**
 * A DeepNode model, as minted.
 */
@Index_(["network", "domainId"], {unique: false})
@Entity_()
export class Model {
    constructor(props?: Partial<Model>) {
        Object.assign(this, props)
    }

    /**
     * network-modelId
     */
    @PrimaryColumn_()
    id!: string

    @StringColumn_({nullable: false})
    network!: string

    @BigIntColumn_({nullable: false})
    modelId!: bigint

    @BigIntColumn_({nullable: false})
    domainId!: bigint

    @StringColumn_({nullable: false})
    owner!: string

    @IntColumn_({nullable: false})
    ownerBps!: number

    @IntColumn_({nullable: false})
    block!: number
}
