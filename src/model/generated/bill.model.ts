import {Entity as Entity_, Column as Column_, PrimaryColumn as PrimaryColumn_, Index as Index_, StringColumn as StringColumn_, BigIntColumn as BigIntColumn_, IntColumn as IntColumn_} from "@subsquid/typeorm-store"

/**
 * Its indexes by job, node and status are made once history is in: src/model/declaredIndexes.ts.
 */
@Index_(["network", "openedBlock"], {unique: false})
@Entity_()
export class Bill {
    constructor(props?: Partial<Bill>) {
        Object.assign(this, props)
    }

    /**
     * network-billId
     */
    @PrimaryColumn_()
    id!: string

    @StringColumn_({nullable: false})
    network!: string

    @StringColumn_({nullable: false})
    billId!: string

    @StringColumn_({nullable: false})
    jobId!: string

    /**
     * the user whose tokens are escrowed
     */
    @StringColumn_({nullable: false})
    account!: string

    @StringColumn_({nullable: false})
    adaptor!: string

    @BigIntColumn_({nullable: false})
    escrow!: bigint

    /**
     * open | settled | refunded (escrow returned whole)
     */
    @StringColumn_({nullable: false})
    status!: string

    @StringColumn_({nullable: true})
    node!: string | undefined | null

    /**
     * micro-CU
     */
    @BigIntColumn_({nullable: true})
    computeUnits!: bigint | undefined | null

    @BigIntColumn_({nullable: true})
    basePrice!: bigint | undefined | null

    @IntColumn_({nullable: true})
    latencyPenaltyBps!: number | undefined | null

    @BigIntColumn_({nullable: true})
    cost!: bigint | undefined | null

    @BigIntColumn_({nullable: true})
    fee!: bigint | undefined | null

    @BigIntColumn_({nullable: true})
    governance!: bigint | undefined | null

    @BigIntColumn_({nullable: true})
    treasury!: bigint | undefined | null

    @BigIntColumn_({nullable: true})
    adaptorShare!: bigint | undefined | null

    @BigIntColumn_({nullable: true})
    nodeShare!: bigint | undefined | null

    @BigIntColumn_({nullable: false})
    refund!: bigint

    @IntColumn_({nullable: false})
    openedBlock!: number

    @IntColumn_({nullable: false})
    openedTime!: number

    @StringColumn_({nullable: false})
    openedBy!: string

    @IntColumn_({nullable: true})
    settledBlock!: number | undefined | null

    @IntColumn_({nullable: true})
    settledTime!: number | undefined | null

    @StringColumn_({nullable: true})
    settledBy!: string | undefined | null
}
