// A member of a consumer group in a process of its own, to be killed: node joblogChild.cjs LIB KIND ADDRESS GROUP TOPIC
// Prints one line per handled record: topic/partition@offset key
const [lib, kind, address, group, topic] = process.argv.slice(2)
const { PostgresJobLog } = require(`${lib}/dispatch/log/postgres.js`)
const { KafkaJobLog } = require(`${lib}/dispatch/log/kafka.js`)

const log =
  kind === 'kafka'
    ? new KafkaJobLog(address, { sessionMs: 2000 })
    : new PostgresJobLog(address, { leaseMs: 2000, renewMs: 400 })
log
  .subscribe({
    group,
    topics: [topic],
    maxBatch: 1,
    handle: async ([record]) => {
      process.stdout.write(`${record.topic}/${record.partition}@${record.offset} ${record.key}\n`)
      await new Promise((resolve) => setTimeout(resolve, 20))
    },
  })
  .then(() => process.stdout.write('subscribed\n'))
