export * from './account.model'
export * from './transfer.model'
