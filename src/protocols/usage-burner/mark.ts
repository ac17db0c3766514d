import { events, functions } from '../../abi/usage-burner'
import type { Mark } from '../mark'

const token = { name: 'token()', data: functions.token.encode({}) }

export const mark: Mark = { view: { ...token, words: 1 }, token, topics: [events.UsageBurned.topic], byCode: true }
