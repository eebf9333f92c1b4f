import type { Bilingual, Language } from '../core/bilingual.ts'

/** The terminal's language as POSIX says it: the first of these that is set. */
export function terminalLanguage(environment: NodeJS.ProcessEnv = process.env): Language {
  const locale = environment['LC_ALL'] || environment['LC_MESSAGES'] || environment['LANG'] || ''
  return locale.startsWith('ja') ? 'ja' : 'en'
}

/** The sentence in the terminal's language. */
export function localised(sentence: Bilingual): string {
  return sentence[terminalLanguage()]
}
