import { everyStoreEqualsTheOracle } from './everyStore'
import { withPeople } from './schedule'

everyStoreEqualsTheOracle(withPeople)
