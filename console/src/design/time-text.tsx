import { useNow } from '../api/use-now.ts'
import { useLocale } from '../i18n/locale.tsx'

/** How long ago, or how far ahead; the instant itself on asking. */
export function TimeText({ at }: { readonly at: string }) {
  const { format } = useLocale()
  const now = useNow()
  return (
    <time dateTime={at} title={format.instant(at)}>
      {Date.parse(at) > now ? format.until(at, now) : format.ago(at, now)}
    </time>
  )
}
