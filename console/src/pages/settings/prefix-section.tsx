export function PrefixSection(props: {
  readonly title: string
  readonly text: string
  readonly empty: string
  readonly prefixes: readonly string[]
}) {
  return (
    <section>
      <h2>{props.title}</h2>
      <p className="soft">{props.prefixes.length > 0 ? props.text : props.empty}</p>
      <ul className="prefixes">
        {props.prefixes.map((prefix) => (
          <li key={prefix} className="code">
            {prefix}
          </li>
        ))}
      </ul>
    </section>
  )
}
