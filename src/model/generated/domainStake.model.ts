import {Entity as Entity_, Column as Column_, PrimaryColumn as PrimaryColumn_, Index as Index_, StringColumn as StringColumn_, BigIntColumn as BigIntColumn_, IntColumn as IntColumn_} from "@subsquid/typeorm-store"

/**
 * A staker's stake in a domain from a block on (absolute).
 */
@Index_(["network", "domainId", "fromBlock"], {unique: false})
@Index_(["network", "domainId", "staker", "fromBlock"], {unique: false})
@Entity_()
export class DomainStake {
    constructor(props?: Partial<DomainStake>) {
        Object.assign(this, props)
    }

    @PrimaryColumn_()
    id!: string

    @StringColumn_({nullable: false})
    network!: string

    @BigIntColumn_({nullable: false})
    domainId!: bigint

    @StringColumn_({nullable: false})
    staker!: string

    @BigIntColumn_({nullable: false})
    stake!: bigint

    @IntColumn_({nullable: false})
    fromBlock!: number
}
