import './figure.css'
import { type ReactNode, useState } from 'react'
import { useLocale } from '../i18n/locale.tsx'
import { Button } from './button.tsx'
import { type Column, DataTable } from './data-table.tsx'
import { Icon } from './icon.tsx'

/** A chart with its heading and caption, and the same numbers as a table behind a button. */
export function Figure<Row>(props: {
  readonly title: string
  readonly level?: 2 | 3
  readonly caption: string
  readonly tools?: ReactNode
  readonly table: {
    readonly rows: readonly Row[]
    readonly rowKey: (row: Row) => string
    readonly columns: readonly Column<Row>[]
  }
  readonly children: ReactNode
}) {
  const { t } = useLocale()
  const [isTable, setIsTable] = useState(false)
  const Heading = props.level === 3 ? 'h3' : 'h2'
  const toggleText = t(isTable ? 'figure.asPicture' : 'figure.asTable')
  return (
    <figure className="figure">
      <div className="figure-head">
        <Heading>{props.title}</Heading>
        <div className="figure-tools">
          {props.tools}
          <Button
            look="quiet"
            isSmall
            aria-label={`${toggleText}: ${props.title}`}
            title={toggleText}
            onClick={() => setIsTable(!isTable)}
          >
            <Icon name={isTable ? 'picture' : 'table'} />
          </Button>
        </div>
      </div>
      {isTable ? <DataTable caption={props.title} {...props.table} /> : props.children}
      <figcaption>{props.caption}</figcaption>
    </figure>
  )
}
