import { readFileSync } from 'node:fs'
import { loadModel, type Model } from '../../verdicts/index.ts'
import { AppError } from '../errors.ts'

/** Throws AppError OPTION_INVALID for a file that cannot be read, VerdictError for one that is no model. */
export function readModelFile(path: string): Model {
  let text: string
  try {
    text = readFileSync(path, 'utf8')
  } catch (cause) {
    throw new AppError('OPTION_INVALID', `the model ${path} cannot be read`, { cause })
  }
  return loadModel(text)
}
