import {Entity as Entity_, Column as Column_, PrimaryColumn as PrimaryColumn_, Index as Index_, StringColumn as StringColumn_, IntColumn as IntColumn_} from "@subsquid/typeorm-store"

/**
 * A governed value from a block on: basePrice, feeBps, eligibilityThreshold, floorBps:miners, …
 */
@Index_(["network", "name", "fromBlock"], {unique: false})
@Entity_()
export class Parameter {
    constructor(props?: Partial<Parameter>) {
        Object.assign(this, props)
    }

    @PrimaryColumn_()
    id!: string

    @StringColumn_({nullable: false})
    network!: string

    @StringColumn_({nullable: false})
    contract!: string

    @StringColumn_({nullable: false})
    name!: string

    @StringColumn_({nullable: false})
    value!: string

    @IntColumn_({nullable: false})
    fromBlock!: number

    @IntColumn_({nullable: false})
    fromTime!: number
}
