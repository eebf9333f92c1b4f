import type { SqlParameters } from './flow-engine.ts'

/**
 * Parameters as a `SET` statement of the connection, so that values never enter the query itself:
 * the engine puts them where `{name:Type}` stands and refuses what is not of that type.
 *
 * The binding's own way of passing parameters keeps them in one place for the whole process, so two
 * queries at once would read each other's; a connection's settings are its own.
 */
export function setParameters(parameters: SqlParameters): string {
  const settings = Object.entries(parameters).map(([name, value]) => {
    if (!PARAMETER_NAME.test(name)) throw new TypeError(`${name} is no parameter name`)
    return `param_${name} = ${quoted(parameterText(value))}`
  })
  return `SET ${settings.join(', ')}`
}

type Value = SqlParameters[string]

const PARAMETER_NAME = /^[A-Za-z]\w{0,63}$/
const ESCAPES: Readonly<Record<string, string>> = {
  '\\': '\\\\',
  '\t': '\\t',
  '\n': '\\n',
  '\r': '\\r',
  '\0': '\\0',
  "'": "\\'",
}

/** A value as the engine reads parameters: tab-separated escaping, with quotes inside an array. */
function parameterText(value: Value): string {
  if (typeof value === 'number') return String(value)
  if (typeof value === 'string') return value.replace(/[\\\t\n\r\0]/g, (found) => ESCAPES[found]!)
  return `[${value.map((item) => (typeof item === 'number' ? item : quoted(item))).join(',')}]`
}

function quoted(text: string): string {
  return `'${text.replace(/[\\\t\n\r\0']/g, (found) => ESCAPES[found]!)}'`
}
