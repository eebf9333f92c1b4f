import { type ReactNode, useEffect } from 'react'
import { useLocale } from '../i18n/locale.tsx'

/** Names the tab after what the page shows, most specific first. */
export function useTabTitle(title: string): void {
  const { t } = useLocale()
  const name = t('app.name')
  useEffect(() => {
    document.title = `${title} · ${name}`
  }, [title, name])
}

export function PageTitle(props: { readonly title: string; readonly children?: ReactNode }) {
  useTabTitle(props.title)
  return (
    <div className="section-head">
      <h1>{props.title}</h1>
      {props.children}
    </div>
  )
}
