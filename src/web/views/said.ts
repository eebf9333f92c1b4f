import type { Bilingual } from '../../core/bilingual.ts'
import { PROBLEM_TEXTS } from '../problems/problem-texts.ts'
import type { Sentence } from '../schemas/shared.ts'

/** A code with its words. What was kept for years may have a code that this version has no words for. */
export function said(
  code: string | null,
): { readonly code: string; readonly text: Sentence } | null {
  if (code === null) return null
  const texts: Readonly<Record<string, Bilingual>> = PROBLEM_TEXTS
  const { en, ja } = Object.hasOwn(texts, code) ? texts[code]! : { en: code, ja: code }
  return { code, text: { en, ja } }
}
