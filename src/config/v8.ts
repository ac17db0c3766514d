/**
 * What a command of ours is started with; V8 takes it at the start of a process alone. Its young generation, where new
 * objects lie until they are dropped or have lived for a while, may grow to 64 MiB a half instead of 16: what an indexer
 * folds is dropped before it would be copied. It begins with 16 MiB instead of 1: what a start loads stays, and is copied
 * for nothing. `bin/assay`, squid.yaml and commands.json say the same.
 */
export const V8_FLAGS = ['--max-semi-space-size=64', '--min-semi-space-size=16'] as const
