import { StoreError } from '../../flows/store/errors.ts'
import type { FlowReader } from '../../flows/store/flow-reader.ts'
import { AlertError } from '../errors.ts'

/**
 * Engines quote a failing statement with its parameters, and here these are addresses of subscribers. Nothing of that
 * may come into a log: only the engine's number of the failure is passed on.
 */
export function discreetReader(reader: FlowReader): FlowReader {
  return {
    query: async (access, sql, parameters) => {
      try {
        return await reader.query(access, sql, parameters)
      } catch (error) {
        if (error instanceof StoreError && error.code !== 'ENGINE_FAILED')
          throw new StoreError(error.code, 'the flow store cannot be asked at the moment')
        const number = /Code: (\d{1,5})/.exec((error as Error).message)?.[1] ?? 'none'
        throw new AlertError('ALERT_LOOK_FAILED', `the flow store failed (its code: ${number})`)
      }
    },
  }
}
