/** Something in a distribution that is not true. */
export interface Lie {
  /** name of the file, or `chain` */
  readonly what: string
  /** the field, row or account */
  readonly where: string
  readonly found: string
  readonly wanted: string
}
