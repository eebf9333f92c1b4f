import { useEffect } from 'react'
import { useStored, writeStored } from './stored.ts'

export type Theme = 'system' | 'light' | 'dark'
const THEMES: readonly Theme[] = ['system', 'light', 'dark']

export function useTheme(): { readonly theme: Theme; readonly next: () => void } {
  const stored = useStored('theme')
  const theme = THEMES.find((one) => one === stored) ?? 'system'
  useEffect(() => {
    if (theme === 'system') delete document.documentElement.dataset.theme
    else document.documentElement.dataset.theme = theme
  }, [theme])
  const next = () => writeStored('theme', THEMES[(THEMES.indexOf(theme) + 1) % THEMES.length]!)
  return { theme, next }
}
