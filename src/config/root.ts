import path from 'node:path'

/** Folder that holds db/, abi/, profiles/ and lib/, wherever Assay is installed. */
export const projectRoot = path.resolve(__dirname, '../..')
