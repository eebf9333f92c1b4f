import { NoroshiError } from '../../core/error.ts'
import type { Health } from '../../web/schemas/operation.ts'
import { callService, isServiceRunning } from '../control-client.ts'
import type { DataDirectory } from '../data-directory.ts'
import { type Finding, ok, warning } from './finding.ts'

/** Parts that work by themselves while nobody looks; the others have findings of their own here. */
const PARTS: ReadonlySet<string> = new Set(['hub', 'alerts'])

/** What a running service says of them; nothing where none runs or they are off. */
export async function partFindings(directory: DataDirectory): Promise<Finding[]> {
  if (!(await isServiceRunning(directory.controlSocket))) return []
  try {
    const { checks } = await callService<Health>(directory.controlSocket, 'GET', '/api/v1/health')
    return checks
      .filter(({ name }) => PARTS.has(name))
      .map(({ name, status, detail: { en, ja } }) =>
        status === 'ok' ? ok(name, en, ja) : warning(name, en, ja),
      )
  } catch (error) {
    if (!(error instanceof NoroshiError)) throw error
    return [warning('service', error.message, error.message)]
  }
}
