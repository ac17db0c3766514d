import type { Side, Simulation } from './simulate'

/** One JSON object: amounts as decimal strings in base units, pressure in bps as a decimal string. */
export function simulationJson(simulation: Simulation, scenario: unknown): string {
  const months = simulation.months.map((each) => ({ ...each, real: plain(each.real), whatIf: plain(each.whatIf) }))
  return JSON.stringify({ ...simulation, scenario, months }, decimal, 2)
}

function plain({ domain, supply, yields }: Side) {
  return { domain, supply: { ...supply, held: Object.fromEntries(supply.held) }, yields }
}

function decimal(_: string, value: unknown): unknown {
  return typeof value === 'bigint' ? value.toString() : value
}
