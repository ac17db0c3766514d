import { factTables } from '../factTables'
import { projection } from './projection'

export const projections = factTables.map(projection)
