/** Some of a few words. */
export function Ticks<Value extends string>(props: {
  readonly legend: string
  readonly values: readonly Value[]
  readonly chosen: readonly Value[]
  readonly textOf: (value: Value) => string
  readonly onChange: (chosen: readonly Value[]) => void
}) {
  const { values, chosen } = props
  return (
    <fieldset className="ticks">
      <legend>{props.legend}</legend>
      {values.map((value) => (
        <label key={value}>
          <input
            type="checkbox"
            checked={chosen.includes(value)}
            onChange={() =>
              // In the order of the words, so that the same choice is always the same list.
              props.onChange(values.filter((one) => chosen.includes(one) !== (one === value)))
            }
          />
          {props.textOf(value)}
        </label>
      ))}
    </fieldset>
  )
}
