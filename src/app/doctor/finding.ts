import type { Bilingual } from '../../core/bilingual.ts'

/** One thing that was looked at. `warning` does not fail the command; `failed` does. */
export type Finding = {
  readonly name: string
  readonly status: 'ok' | 'warning' | 'failed'
  readonly detail: Bilingual
}

export const ok = (name: string, en: string, ja: string): Finding => ({
  name,
  status: 'ok',
  detail: { en, ja },
})

export const warning = (name: string, en: string, ja: string): Finding => ({
  name,
  status: 'warning',
  detail: { en, ja },
})

export const failed = (name: string, en: string, ja: string): Finding => ({
  name,
  status: 'failed',
  detail: { en, ja },
})
