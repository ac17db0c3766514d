import {Entity as Entity_, Column as Column_, PrimaryColumn as PrimaryColumn_, Index as Index_, StringColumn as StringColumn_, BigIntColumn as BigIntColumn_, IntColumn as IntColumn_} from "@subsquid/typeorm-store"

/**
 * Emission shares of a domain from a block on; with the foundation's 100 bps they sum to 10,000.
 */
@Index_(["network", "domainId", "fromBlock"], {unique: false})
@Entity_()
export class DomainVersion {
    constructor(props?: Partial<DomainVersion>) {
        Object.assign(this, props)
    }

    @PrimaryColumn_()
    id!: string

    @StringColumn_({nullable: false})
    network!: string

    @BigIntColumn_({nullable: false})
    domainId!: bigint

    @StringColumn_({nullable: false})
    owner!: string

    @IntColumn_({nullable: false})
    minersBps!: number

    @IntColumn_({nullable: false})
    stakersBps!: number

    @IntColumn_({nullable: false})
    validatorsBps!: number

    @IntColumn_({nullable: false})
    domainOwnerBps!: number

    @IntColumn_({nullable: false})
    modelOwnersBps!: number

    @IntColumn_({nullable: false})
    fromBlock!: number

    @IntColumn_({nullable: false})
    fromTime!: number
}
