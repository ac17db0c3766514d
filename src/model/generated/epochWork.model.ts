import {Entity as Entity_, Column as Column_, PrimaryColumn as PrimaryColumn_, Index as Index_, StringColumn as StringColumn_, IntColumn as IntColumn_, BigIntColumn as BigIntColumn_} from "@subsquid/typeorm-store"

/**
 * Verified work of a miner, or counted validations of a validator, in one (domain, epoch).
 */
@Index_(["network", "epoch", "domainId"], {unique: false})
@Entity_()
export class EpochWork {
    constructor(props?: Partial<EpochWork>) {
        Object.assign(this, props)
    }

    /**
     * network-epoch(8)-domainId-role-account
     */
    @PrimaryColumn_()
    id!: string

    @StringColumn_({nullable: false})
    network!: string

    @IntColumn_({nullable: false})
    epoch!: number

    @BigIntColumn_({nullable: false})
    domainId!: bigint

    /**
     * miners | validators
     */
    @StringColumn_({nullable: false})
    role!: string

    @StringColumn_({nullable: false})
    account!: string

    @BigIntColumn_({nullable: false})
    units!: bigint

    @IntColumn_({nullable: false})
    block!: number
}
