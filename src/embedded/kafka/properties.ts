import { RETENTION_HOURS } from '../../dispatch/log/joblog'

export interface BrokerListener {
  readonly listener: string
  readonly settings: Readonly<Record<string, string>>
}

/** server.properties of a broker that is its own controller, on loopback, with replication factors of one. */
export function serverProperties(options: {
  port: number
  controllerPort: number
  logDir: string
  /** another listener, such as SASL_SSL://127.0.0.1:9094, and what it needs */
  also?: BrokerListener | undefined
}): string {
  const { port, controllerPort, logDir, also } = options
  const listeners = [`PLAINTEXT://127.0.0.1:${port}`, ...(also ? [also.listener] : [])]
  const settings: Record<string, string | number | boolean> = {
    'process.roles': 'broker,controller',
    'node.id': 1,
    'controller.quorum.voters': `1@127.0.0.1:${controllerPort}`,
    listeners: [...listeners, `CONTROLLER://127.0.0.1:${controllerPort}`].join(),
    'advertised.listeners': listeners.join(),
    'controller.listener.names': 'CONTROLLER',
    'inter.broker.listener.name': 'PLAINTEXT',
    'log.dirs': logDir,
    'offsets.topic.replication.factor': 1,
    'offsets.topic.num.partitions': 4,
    'transaction.state.log.replication.factor': 1,
    'transaction.state.log.min.isr': 1,
    'share.coordinator.state.topic.replication.factor': 1,
    'share.coordinator.state.topic.min.isr': 1,
    // a single machine needs no time for other members to come, and takes over from a dead one soon
    'group.initial.rebalance.delay.ms': 0,
    'group.min.session.timeout.ms': 1_000,
    // after a hard kill the controller holds the dead broker's registration for one session; 9 s is its default
    'broker.session.timeout.ms': 4_000,
    'broker.heartbeat.interval.ms': 1_000,
    // a misspelt topic must fail, not come into being
    'auto.create.topics.enable': false,
    'num.network.threads': 2,
    'num.io.threads': 2,
    'log.segment.bytes': 64 * 1024 * 1024,
    'log.retention.hours': RETENTION_HOURS,
    ...also?.settings,
  }
  return `${Object.entries(settings)
    .map(([name, value]) => `${name}=${value}`)
    .join('\n')}\n`
}

/** The broker's own log: warnings and errors only, one line each. */
export const log4jConfiguration = `Configuration:
  status: ERROR
  Appenders:
    Console:
      name: out
      PatternLayout: { pattern: "%d{ISO8601} %p %c{1} %m%n" }
  Loggers:
    Root:
      level: WARN
      AppenderRef: [{ ref: out }]
`
