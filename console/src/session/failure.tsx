import type { ReactNode } from 'react'

/** What went wrong, told to a screen reader at once; nothing when nothing did. */
export function Failure({ children }: { readonly children: ReactNode }) {
  return (
    <p className="sign-in-failure" role="alert">
      {children}
    </p>
  )
}
