/** A row as Postgres sends it: numerics are text, so that the driver makes no floating-point number of an amount. */
export type AsText<T> = { [K in keyof T]: T[K] extends bigint ? string : T[K] }
