import { everyStoreEqualsTheOracle } from './everyStore'
import { withPeople } from './schedule'
import { planOf } from './trial/plan'

everyStoreEqualsTheOracle(
  (row) => !withPeople(row),
  (seed) => [planOf(`${seed}-absurd`, ['L8', 'R1', 'K1'], { absurd: true, projected: true })],
)
