import {Entity as Entity_, Column as Column_, PrimaryColumn as PrimaryColumn_, Index as Index_, StringColumn as StringColumn_, IntColumn as IntColumn_} from "@subsquid/typeorm-store"

@Index_(["network", "epoch"], {unique: false})
@Index_(["network", "block"], {unique: false})
@Index_(["network", "endTime"], {unique: false})
@Entity_()
export class Epoch {
    constructor(props?: Partial<Epoch>) {
        Object.assign(this, props)
    }

    /**
     * network-epoch(8)
     */
    @PrimaryColumn_()
    id!: string

    @StringColumn_({nullable: false})
    network!: string

    @IntColumn_({nullable: false})
    epoch!: number

    @IntColumn_({nullable: false})
    startTime!: number

    @IntColumn_({nullable: false})
    endTime!: number

    @IntColumn_({nullable: false})
    block!: number
}
