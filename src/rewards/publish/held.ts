import type { Gate } from './gates'

type Failing = Pick<Gate, 'name' | 'detail'>

/** Failing gates as `held` of a distribution has them: each by name, with the figures that it compared. */
export function heldText(failing: readonly Failing[]): string {
  return failing.map(({ name, detail }) => `${name}: ${detail}`).join('; ')
}

/** The gates that a text of `heldText` names. */
export function gatesOf(held: string | null): Failing[] {
  return (held?.split('; ') ?? []).map((text) => {
    const colon = text.indexOf(': ')
    return { name: text.slice(0, colon) as Gate['name'], detail: text.slice(colon + 2) }
  })
}
