/** A row and its history are written one after the other in one transaction, each by the clock of its moment. */
export const TOGETHER = "interval '10 seconds'"
/** The clock of a row is not behind that of the reader. */
export const NOW = "(now() + interval '10 seconds')"
