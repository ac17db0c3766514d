import {Entity as Entity_, Column as Column_, PrimaryColumn as PrimaryColumn_, StringColumn as StringColumn_, IntColumn as IntColumn_, JSONColumn as JSONColumn_} from "@subsquid/typeorm-store"

/**
 * A decoded, normalised fact of a chain. Append-only; a reorg removes whole blocks of the hot tail.
 * A range of blocks is a range of ids; all but transfers that moved something have an index of their own, event_by_kind.
 * Its indexes: src/model/declaredIndexes.ts; the one of places is made once history is in.
 */
@Entity_()
export class Event {
    constructor(props?: Partial<Event>) {
        Object.assign(this, props)
    }

    /**
     * network-height(10)-hash5-logIndex(6)-part
     */
    @PrimaryColumn_()
    id!: string

    @StringColumn_({nullable: false})
    network!: string

    @IntColumn_({nullable: false})
    block!: number

    @StringColumn_({nullable: false})
    blockHash!: string

    /**
     * seconds since the epoch
     */
    @IntColumn_({nullable: false})
    blockTime!: number

    @IntColumn_({nullable: false})
    logIndex!: number

    @IntColumn_({nullable: false})
    part!: number

    @StringColumn_({nullable: false})
    txHash!: string

    @IntColumn_({nullable: false})
    txIndex!: number

    @StringColumn_({nullable: false})
    contract!: string

    /**
     * SHA-256 of the raw log that it was decoded from, 64 hex digits (docs/adr/0040-the-chains-own-word.md); null: indexed before it was kept, and not read again since
     */
    @StringColumn_({nullable: true})
    logHash!: string | undefined | null

    /**
     * contract kind and event, as in `dgrid-bill.BillOpened`
     */
    @StringColumn_({nullable: false})
    kind!: string

    @IntColumn_({nullable: false})
    version!: number

    /**
     * object; amounts are decimal strings
     */
    @JSONColumn_({nullable: false})
    data!: unknown
}
