import type { SchemaPart } from '../schemaPart'
import { emissionSeries } from './series'

export const emissionSdl: SchemaPart = {
  types: /* GraphQL */ `
    "Tokens emitted within an interval to one domain."
    type EmissionPoint {
      timestamp: DateTime!
      end: DateTime!
      domainId: BigInt!
      amount: BigInt!
      epochs: Int!
    }
  `,
  series: { emissionSeries: { point: 'EmissionPoint', of: emissionSeries } },
}
