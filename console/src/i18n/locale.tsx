import { createContext, type ReactNode, use, useEffect, useMemo } from 'react'
import type { Sentence } from '../../../src/web/schemas/shared.ts'
import { readStored, useStored, writeStored } from '../preferences/stored.ts'
import { setQuery, useLocation } from '../router/location.ts'
import { createFormat, type Format, type Zone } from './format.ts'
import {
  type CountedKey,
  type Language,
  type MessageKey,
  type Parameters,
  translate,
  translateCount,
} from './translate.ts'

export type Locale = {
  readonly language: Language
  readonly zone: Zone
  readonly format: Format
  readonly t: (key: MessageKey, parameters?: Parameters) => string
  readonly tCount: (key: CountedKey, count: number) => string
  /** A sentence of the service, which always comes in both languages. */
  readonly say: (sentence: Sentence) => string
}

const LocaleContext = createContext<Locale | null>(null)

/** Language and zone: the address first, then the reader's last choice, then the browser. */
export function LocaleProvider({ children }: { readonly children: ReactNode }) {
  const { query } = useLocation()
  const storedLanguage = useStored('language')
  const storedZone = useStored('zone')
  const asked = query.get('lang') ?? storedLanguage ?? navigator.language
  const language: Language = asked.toLowerCase().startsWith('ja') ? 'ja' : 'en'
  const zone: Zone = (query.get('time') ?? storedZone) === 'utc' ? 'utc' : 'local'

  useEffect(() => {
    document.documentElement.lang = language
  }, [language])
  useEffect(() => {
    // An address that names a language is a choice too: it holds on the next visit.
    if (query.has('lang') && readStored('language') !== language) writeStored('language', language)
  }, [query, language])

  const locale = useMemo<Locale>(() => {
    const format = createFormat(language, zone)
    return {
      language,
      zone,
      format,
      t: (key, parameters) => translate(language, key, parameters),
      tCount: (key, count) => translateCount(language, key, count, format.number(count)),
      say: (sentence) => sentence[language],
    }
  }, [language, zone])

  return <LocaleContext value={locale}>{children}</LocaleContext>
}

export function useLocale(): Locale {
  const locale = use(LocaleContext)
  if (!locale) throw new Error('useLocale outside LocaleProvider')
  return locale
}

export function chooseLanguage(language: Language): void {
  writeStored('language', language)
  setQuery({ lang: language }, { replace: true })
}

export function chooseZone(zone: Zone): void {
  writeStored('zone', zone)
  setQuery({ time: zone }, { replace: true })
}
