import { useEffect, useRef, useState } from 'react'
import { useShortcuts } from '../keyboard/use-shortcuts.ts'
import { setQuery } from '../router/location.ts'
import { Icon } from './icon.tsx'

const SEARCH_DELAY_MS = 250

/** Typing goes into the address after a pause, without a step of history for each letter. */
export function SearchField(props: {
  /** What the address says. */
  readonly initial: string
  readonly label: string
  readonly hint: string
  readonly lengthMax: number
}) {
  const { initial } = props
  const field = useRef<HTMLInputElement>(null)
  const [text, setText] = useState(initial)
  useShortcuts({ '/': () => field.current?.select() })
  useEffect(() => setText(initial), [initial])
  useEffect(() => {
    if (text === initial) return
    const timer = setTimeout(() => setQuery({ search: text }, { replace: true }), SEARCH_DELAY_MS)
    return () => clearTimeout(timer)
  }, [text, initial])
  return (
    <search className="case-search">
      <Icon name="search" />
      <input
        ref={field}
        className="input"
        aria-label={props.label}
        placeholder={props.hint}
        maxLength={props.lengthMax}
        autoComplete="off"
        spellCheck={false}
        value={text}
        onChange={(event) => setText(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === 'Escape' || event.key === 'Enter') field.current?.blur()
        }}
      />
      <kbd>/</kbd>
    </search>
  )
}
