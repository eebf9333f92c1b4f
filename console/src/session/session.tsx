import { createContext, type ReactNode, use, useCallback, useEffect, useState } from 'react'
import type { SessionState } from '../../../src/web/schemas/people.ts'
import { SESSION_OVER_EVENT } from '../api/client.ts'
import { earlyOrNow } from '../api/early.ts'
import { ApiError, unreachable } from '../api/problem.ts'
import { ErrorState, LoadingState } from '../design/states.tsx'
import { SignInPage } from './sign-in-page.tsx'
import { rememberSignedIn } from './was-signed-in.ts'

const SessionContext = createContext<SessionState | null>(null)

/** Who is signed in; null where nobody needs to be. */
export function useSession(): SessionState | null {
  return use(SessionContext)
}

/** The console is shown to whoever may see it; anybody else gets the ways in. */
export function SessionGate({ children }: { readonly children: ReactNode }) {
  const [session, setSession] = useState<SessionState | null>(null)
  const [error, setError] = useState<ApiError | null>(null)
  const ask = useCallback(async () => {
    try {
      const answer = await earlyOrNow<SessionState>('/session')
      rememberSignedIn(answer)
      setSession(answer)
      setError(null)
    } catch (cause) {
      setError(cause instanceof ApiError ? cause : unreachable())
    }
  }, [])
  useEffect(() => {
    void ask()
    // Another request was told that the session is over.
    const over = () => void ask()
    window.addEventListener(SESSION_OVER_EVENT, over)
    return () => window.removeEventListener(SESSION_OVER_EVENT, over)
  }, [ask])

  if (session === null) {
    if (error !== null) return <ErrorState error={error} onRetry={() => void ask()} />
    return <LoadingState />
  }
  const isLink = location.pathname === '/join' && location.hash.length > 1
  if (session.person === null || isLink)
    return <SignInPage session={session} onDone={() => void ask()} />
  return <SessionContext value={session}>{children}</SessionContext>
}
