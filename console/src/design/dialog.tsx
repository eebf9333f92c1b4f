import './dialog.css'
import { type ReactNode, useId, useLayoutEffect, useRef } from 'react'

/** Mounted means open. Escape closes; focus goes back to where it came from, if that still stands. */
export function Dialog(props: {
  readonly title: string
  readonly onClose: () => void
  /** For a form that is a page of fields. */
  readonly isWide?: boolean
  readonly children: ReactNode
}) {
  const dialog = useRef<HTMLDialogElement>(null)
  const titleId = useId()
  // Before the element leaves the page: closing what is gone gives focus to nobody.
  useLayoutEffect(() => {
    const element = dialog.current
    const before = document.activeElement
    element?.showModal()
    return () => {
      element?.close()
      if (before instanceof HTMLElement && before.isConnected) before.focus()
    }
  }, [])
  return (
    <dialog
      ref={dialog}
      className={props.isWide ? 'dialog dialog-wide fades-in' : 'dialog fades-in'}
      aria-labelledby={titleId}
      onCancel={(event) => {
        event.preventDefault()
        props.onClose()
      }}
    >
      <h2 id={titleId}>{props.title}</h2>
      {props.children}
    </dialog>
  )
}
