import { Index } from '@subsquid/typeorm-store'
import { declaredIndexes } from './declaredIndexes'
import { Balance, Bill, Event, Movement } from './generated'

export * from './generated'

const entities = { balance: Balance, bill: Bill, event: Event, movement: Movement }

// `synchronize: false` makes a name known to the ORM without the ORM making, comparing or dropping what bears it.
for (const { name, table } of declaredIndexes) Index(name, { synchronize: false })(entities[table])
