/** Whether no instant is both at or after `notBefore` and before `deadline`. */
export function isTooLate({
  notBefore,
  deadline,
}: {
  readonly notBefore?: string
  readonly deadline?: string
}): boolean {
  return notBefore !== undefined && deadline !== undefined && Date.parse(deadline) <= Date.parse(notBefore)
}
