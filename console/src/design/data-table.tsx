import './data-table.css'
import { type ReactNode, type RefObject, useEffect, useRef, useState } from 'react'
import { useLocale } from '../i18n/locale.tsx'
import { useShortcuts } from '../keyboard/use-shortcuts.ts'
import { Link } from '../router/link.tsx'
import { navigate } from '../router/location.ts'
import { Icon } from './icon.tsx'

export type Column<Row> = {
  readonly key: string
  readonly header: string
  readonly cell: (row: Row) => ReactNode
  readonly align?: 'end'
  /** Left out on narrow screens. */
  readonly isLow?: boolean
  readonly isWrapping?: boolean
  /** Makes the column sortable in the browser, largest first. */
  readonly sortValue?: (row: Row) => number | string
  /** Makes the column sortable by the service; see `sort`. */
  readonly sortKey?: string
}

type Props<Row> = {
  readonly caption: string
  readonly rows: readonly Row[]
  readonly rowKey: (row: Row) => string
  readonly columns: readonly Column<Row>[]
  /** The first column then links there, j and k walk the rows, and Enter or a click opens one. */
  readonly rowHref?: (row: Row) => string
  readonly hasKeys?: boolean
  readonly sort?: { readonly key: string; readonly onSort: (key: string) => void }
  /** Puts a checkbox before each row; `x` ticks the row that has the focus. */
  readonly selection?: Selection<Row>
}

export type Selection<Row> = {
  readonly keys: ReadonlySet<string>
  readonly labelOf: (row: Row) => string
  readonly onChange: (keys: ReadonlySet<string>) => void
}

/** Focus is the selection, so that Enter, tabbing and screen readers need nothing of their own. */
export function DataTable<Row>(props: Props<Row>) {
  const { rowHref, columns, rowKey, selection } = props
  const [localSort, setLocalSort] = useState<string | null>(null)
  const body = useRef<HTMLTableSectionElement>(null)
  const scroll = useRef<HTMLElement>(null)
  const isScrolling = useIsScrolling(scroll)
  useRowKeys(body, props.hasKeys === true, selection)

  const sorter = columns.find((column) => column.key === localSort)?.sortValue
  const rows = sorter ? props.rows.toSorted((a, b) => compare(sorter(b), sorter(a))) : props.rows

  return (
    <section
      ref={scroll}
      className="table-scroll"
      aria-label={isScrolling ? props.caption : undefined}
      // What scrolls sideways has to be reached without a mouse; what does not is no stop on the way.
      tabIndex={isScrolling ? 0 : undefined}
    >
      <table className="table">
        <caption className="visually-hidden">{props.caption}</caption>
        <thead>
          <tr>
            {selection && <SelectAll rows={rows} rowKey={rowKey} selection={selection} />}
            {columns.map((column) => (
              <HeaderCell
                key={column.key}
                column={column}
                isSorted={
                  column.sortKey ? props.sort?.key === column.sortKey : localSort === column.key
                }
                onSort={
                  column.sortKey && props.sort
                    ? () => props.sort?.onSort(column.sortKey!)
                    : column.sortValue && (() => setLocalSort(column.key))
                }
              />
            ))}
          </tr>
        </thead>
        <tbody ref={body}>
          {rows.map((row) => (
            <tr
              key={rowKey(row)}
              data-row-key={rowKey(row)}
              className={rowHref ? 'opens' : undefined}
              aria-selected={selection ? selection.keys.has(rowKey(row)) : undefined}
              onClick={(event) => rowHref && openRow(event.target, rowHref(row))}
            >
              {selection && <SelectRow row={row} rowKey={rowKey} selection={selection} />}
              {columns.map((column, index) => (
                <BodyCell key={column.key} column={column} isHeader={index === 0}>
                  {index === 0 && rowHref ? (
                    <Link href={rowHref(row)} data-row-link="">
                      {column.cell(row)}
                    </Link>
                  ) : (
                    column.cell(row)
                  )}
                </BodyCell>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}

type SelectProps<Row> = {
  readonly rowKey: (row: Row) => string
  readonly selection: Selection<Row>
}

/** Ticks what is shown; what is on later pages stays as it is. */
function SelectAll<Row>(props: SelectProps<Row> & { readonly rows: readonly Row[] }) {
  const { t } = useLocale()
  const { rows, rowKey, selection } = props
  const shown = rows.map(rowKey)
  const isAll = shown.every((key) => selection.keys.has(key))
  return (
    <th scope="col" className="tick">
      <input
        type="checkbox"
        aria-label={t('table.selectAll')}
        checked={isAll}
        onChange={() => selection.onChange(new Set(isAll ? [] : [...selection.keys, ...shown]))}
      />
    </th>
  )
}

function SelectRow<Row>({ row, rowKey, selection }: SelectProps<Row> & { readonly row: Row }) {
  const { t } = useLocale()
  const key = rowKey(row)
  return (
    <td className="tick">
      <input
        type="checkbox"
        aria-label={t('table.select', { row: selection.labelOf(row) })}
        checked={selection.keys.has(key)}
        onChange={() => selection.onChange(toggled(selection.keys, key))}
      />
    </td>
  )
}

function toggled(keys: ReadonlySet<string>, key: string): ReadonlySet<string> {
  const next = new Set(keys)
  if (!next.delete(key)) next.add(key)
  return next
}

/** The key of the row that has the focus. */
export function focusedRowKey(): string | undefined {
  return document.activeElement?.closest<HTMLElement>('[data-row-key]')?.dataset['rowKey']
}

function useIsScrolling(element: RefObject<HTMLElement | null>): boolean {
  const [isScrolling, setIsScrolling] = useState(false)
  useEffect(() => {
    const watched = element.current
    if (!watched) return
    const look = () =>
      setIsScrolling(
        watched.scrollWidth > watched.clientWidth || watched.scrollHeight > watched.clientHeight,
      )
    const observer = new ResizeObserver(look)
    observer.observe(watched)
    if (watched.firstElementChild) observer.observe(watched.firstElementChild)
    return () => observer.disconnect()
  }, [element])
  return isScrolling
}

function HeaderCell<Row>(props: {
  readonly column: Column<Row>
  readonly isSorted: boolean
  readonly onSort?: (() => void) | undefined
}) {
  const { t } = useLocale()
  const { column, isSorted, onSort } = props
  return (
    <th scope="col" className={classOf(column)} aria-sort={isSorted ? 'descending' : undefined}>
      {onSort ? (
        <button
          type="button"
          className="table-sort"
          title={t('table.sortBy', { column: column.header })}
          onClick={onSort}
        >
          {column.header}
          {isSorted && <Icon name="down" />}
        </button>
      ) : (
        column.header
      )}
    </th>
  )
}

function BodyCell<Row>(props: {
  readonly column: Column<Row>
  readonly isHeader: boolean
  readonly children: ReactNode
}) {
  const className = classOf(props.column)
  return props.isHeader ? (
    <th scope="row" className={className}>
      {props.children}
    </th>
  ) : (
    <td className={className}>{props.children}</td>
  )
}

function classOf<Row>(column: Column<Row>): string {
  const classes = [column.align, column.isLow && 'low', !column.isWrapping && 'nowrap']
  return classes.filter(Boolean).join(' ')
}

/** A click on a link or a button inside the row is theirs; one that ends a selection is nobody's. */
function openRow(target: EventTarget, href: string): void {
  if (target instanceof Element && target.closest('a, button, input, .tick')) return
  if (document.getSelection()?.isCollapsed === false) return
  navigate(href)
}

function useRowKeys<Row>(
  body: RefObject<HTMLElement | null>,
  isOn: boolean,
  selection: Selection<Row> | undefined,
): void {
  // A row that was decided leaves the list; the walk goes on where it stood.
  const place = useRef<number | null>(null)
  const move = (step: number) => {
    const links = [...(body.current?.querySelectorAll<HTMLElement>('[data-row-link]') ?? [])]
    const current = links.indexOf(document.activeElement as HTMLElement)
    const left = place.current === null ? -1 : place.current - (step > 0 ? 1 : 0)
    const next = Math.min(Math.max((current < 0 ? left : current) + step, 0), links.length - 1)
    place.current = next
    links[next]?.focus({ focusVisible: true } as object)
  }
  const tick = () => {
    const key = focusedRowKey()
    if (key !== undefined && selection) selection.onChange(toggled(selection.keys, key))
  }
  useShortcuts(
    isOn ? { j: () => move(1), k: () => move(-1), ...(selection ? { x: tick } : {}) } : {},
  )
}

function compare(a: number | string, b: number | string): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b
  return String(b).localeCompare(String(a), undefined, { numeric: true })
}
