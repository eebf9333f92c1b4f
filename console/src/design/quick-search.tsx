import { type FormEvent, useState } from 'react'
import { Icon } from './icon.tsx'

/** One field in the header, from everywhere. */
export function QuickSearch(props: {
  readonly label: string
  readonly hint: string
  readonly onSearch: (text: string) => void
}) {
  const [text, setText] = useState('')
  const look = (event: FormEvent) => {
    event.preventDefault()
    if (text.trim() === '') return
    props.onSearch(text.trim())
    setText('')
  }
  return (
    <search className="quick-check">
      <form onSubmit={look}>
        <Icon name="search" />
        <input
          className="input"
          aria-label={props.label}
          placeholder={props.hint}
          maxLength={100}
          autoComplete="off"
          autoCapitalize="none"
          spellCheck={false}
          value={text}
          onChange={(event) => setText(event.target.value)}
        />
      </form>
    </search>
  )
}
