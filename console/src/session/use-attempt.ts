import { useState } from 'react'
import { ApiError } from '../api/problem.ts'
import { useLocale } from '../i18n/locale.tsx'

/** One try at a time, and what went wrong in words. Cancelling the browser's own dialog is a failure too. */
export function useAttempt() {
  const { t, say } = useLocale()
  const [isBusy, setBusy] = useState(false)
  const [failure, setFailure] = useState<string | null>(null)
  const attempt = async (act: () => Promise<void>): Promise<void> => {
    setBusy(true)
    setFailure(null)
    try {
      await act()
    } catch (error) {
      setFailure(error instanceof ApiError ? say(error.sentence) : t('signIn.cancelled'))
    } finally {
      setBusy(false)
    }
  }
  return { isBusy, failure, attempt }
}
