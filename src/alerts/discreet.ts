import { AlertError } from './errors.ts'

/**
 * Databases hang the failed statement and its values on their errors, and loggers print them: here these are
 * subscribers. Only the number of the failure (SQLSTATE) is passed on.
 */
export async function discreetly<Result>(work: () => Promise<Result>): Promise<Result> {
  try {
    return await work()
  } catch (error) {
    const code = sqlState(error)
    if (code === undefined) throw error
    throw new AlertError('ALERT_DATABASE_FAILED', `the database failed (its code: ${code})`)
  }
}

function sqlState(error: unknown): string | undefined {
  const { code, severity } = error as { readonly code?: unknown; readonly severity?: unknown }
  return severity !== undefined && typeof code === 'string' && /^[0-9A-Z]{5}$/.test(code)
    ? code
    : undefined
}
