import type { Problem, Sentence } from '../../../src/web/schemas/shared.ts'
import { translate } from '../i18n/translate.ts'

/** Why a request gave no answer: the service's own refusal, or what stood between. */
export class ApiError extends Error {
  override readonly name = 'ApiError'
  readonly code: string
  readonly sentence: Sentence
  readonly status: number | null

  constructor(problem: Problem, status: number | null) {
    super(`${problem.code}: ${problem.message.en}`)
    this.code = problem.code
    this.sentence = problem.message
    this.status = status
  }
}

/** True of an address that leads nowhere; waiting and asking again would not help. */
export const isMissing = (error: ApiError): boolean => error.status === 404

export function unreachable(): ApiError {
  return new ApiError(
    {
      code: 'API_UNREACHABLE',
      message: {
        en: translate('en', 'problem.unreachable'),
        ja: translate('ja', 'problem.unreachable'),
      },
    },
    null,
  )
}

export function unreadable(status: number): ApiError {
  const message = {
    en: translate('en', 'problem.badAnswer', { status }),
    ja: translate('ja', 'problem.badAnswer', { status }),
  }
  return new ApiError({ code: 'API_ANSWER_INVALID', message }, status)
}

export function isProblem(value: unknown): value is Problem {
  if (typeof value !== 'object' || value === null) return false
  const { code, message } = value as { code?: unknown; message?: unknown }
  if (typeof code !== 'string' || typeof message !== 'object' || message === null) return false
  const { en, ja } = message as { en?: unknown; ja?: unknown }
  return typeof en === 'string' && typeof ja === 'string'
}
