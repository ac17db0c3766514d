import { createOrmConfig } from '@subsquid/typeorm-config'
import type { DataSourceOptions } from 'typeorm'
import { projectRoot } from '../../config/root'
import * as model from '../../model'

/** The SDK's settings of typeorm, with the entities that this program has loaded: the SDK would load lib/model once more. */
export function ormConfig(): DataSourceOptions {
  const entities = Object.values(model).filter((each) => typeof each === 'function')
  return { ...createOrmConfig({ projectDir: projectRoot }), entities } as DataSourceOptions
}
