import { chooseLanguage, chooseZone, useLocale } from '../i18n/locale.tsx'
import { HelpButton } from '../keyboard/help-dialog.tsx'
import { useTheme } from '../preferences/theme.ts'
import { Button } from './button.tsx'
import { Icon } from './icon.tsx'

const THEME_ICONS = { system: 'halves', light: 'sun', dark: 'moon' } as const
const THEME_TEXTS = {
  system: 'nav.themeSystem',
  light: 'nav.themeLight',
  dark: 'nav.themeDark',
} as const

/** How this reader wants to see it: zone, language, theme; and the keys. */
export function Tools({ hasHelp = true }: { readonly hasHelp?: boolean }) {
  const { t, language, zone } = useLocale()
  const { theme, next } = useTheme()
  const other = language === 'en' ? 'ja' : 'en'
  const zoneText = t(zone === 'utc' ? 'nav.zoneUtc' : 'nav.zoneLocal')
  const zoneLabel = t('nav.zoneLabel', { zone: zoneText })
  const themeLabel = t('nav.theme', { theme: t(THEME_TEXTS[theme]) })
  return (
    <div className="frame-tools">
      <Button
        look="quiet"
        isSmall
        title={zoneLabel}
        aria-label={zoneLabel}
        onClick={() => chooseZone(zone === 'utc' ? 'local' : 'utc')}
      >
        {zoneText}
      </Button>
      <Button
        look="quiet"
        isSmall
        lang={other}
        title={t('nav.languageLabel')}
        onClick={() => chooseLanguage(other)}
      >
        {t('nav.language')}
      </Button>
      <Button look="quiet" isSmall title={themeLabel} aria-label={themeLabel} onClick={next}>
        <Icon name={THEME_ICONS[theme]} />
      </Button>
      {hasHelp && <HelpButton />}
    </div>
  )
}
