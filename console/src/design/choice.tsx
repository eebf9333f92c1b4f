import './choice.css'
import { type ReactNode, useId } from 'react'

/** One of a few: radio buttons that look like tabs, and keep their keyboard. */
export function Choice<Value extends string>(props: {
  readonly legend: string
  readonly value: Value
  readonly options: readonly { readonly value: Value; readonly label: ReactNode }[]
  readonly onChoose: (value: Value) => void
}) {
  const name = useId()
  return (
    <fieldset className="choice">
      <legend className="visually-hidden">{props.legend}</legend>
      {props.options.map((option) => (
        <label key={option.value}>
          <input
            type="radio"
            name={name}
            checked={option.value === props.value}
            onChange={() => props.onChoose(option.value)}
          />
          {option.label}
        </label>
      ))}
    </fieldset>
  )
}
