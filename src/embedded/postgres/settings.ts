import { statfsSync } from 'node:fs'

/** Parallel queries of PostgreSQL take shared memory from /dev/shm; containers often have 64 MiB of it. */
const sharedMemoryNeededBytes = 256 * 1024 * 1024

/**
 * Settings of the embedded server: one machine, bulk loads next to small transactions.
 * @param durable false gives up safety against a crash of the machine, for tests
 */
export function postgresSettings(port: number, durable: boolean): string[] {
  const settings: Record<string, string | number> = {
    listen_addresses: '127.0.0.1',
    port,
    // No socket files: their path has a limit of 107 bytes, and their folder must be writable by the other account.
    unix_socket_directories: '',
    password_encryption: 'scram-sha-256',
    timezone: 'UTC',
    log_timezone: 'UTC',
    // Ten processes with a pool of ten each, and room for a person with psql.
    max_connections: 150,
    shared_buffers: '256MB',
    work_mem: '16MB',
    maintenance_work_mem: '128MB',
    effective_cache_size: '1GB',
    // The history is written once, fast: few checkpoints; 2 GB bounds disk and the time of recovery.
    max_wal_size: '2GB',
    checkpoint_timeout: '15min',
    // No replicas here: COPY into a new table then skips the log.
    wal_level: 'minimal',
    max_wal_senders: 0,
    // Our queries are short; compiling them costs more than it gives.
    jit: 'off',
    random_page_cost: 1.1,
    fsync: durable ? 'on' : 'off',
    synchronous_commit: durable ? 'on' : 'off',
    full_page_writes: durable ? 'on' : 'off',
    log_checkpoints: 'off',
    log_line_prefix: '%m [%p] ',
    ...(smallSharedMemory() && { dynamic_shared_memory_type: 'mmap' }),
  }
  return Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])
}

function smallSharedMemory(): boolean {
  if (process.platform !== 'linux') return false
  try {
    const { bavail, bsize } = statfsSync('/dev/shm')
    return bavail * bsize < sharedMemoryNeededBytes
  } catch {
    return true
  }
}
