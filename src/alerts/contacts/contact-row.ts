import type { Insertable } from 'kysely'
import type { TableRow } from '../files/table-rows.ts'
import { subscriberOf } from '../subscriber.ts'
import type { AlertContactsTable } from '../tables.ts'

export type Contact = Omit<Insertable<AlertContactsTable>, 'imported_at'>

/**
 * One address and nothing that could begin another header or another recipient. Dots in a row are allowed: Japanese
 * mobile carriers gave out such addresses, and they are still in use.
 */
const MAIL =
  /^[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@(?=.{1,253}$)([A-Za-z0-9-]{1,63}\.)+[A-Za-z]{2,63}$/
const POSTAL_CODE = /^[A-Za-z0-9 -]{3,12}$/
const WEBHOOK_ID = /^[A-Za-z0-9._~-]{1,200}$/
const NAME_LENGTH_MAX = 100
const ADDRESS_LENGTH_MAX = 300

/** A row of the carrier's customers, or why it is refused. */
export function contactOf(row: TableRow): Contact | string {
  const subscriber = subscriberOf(row.cell('subscriber'))
  if (subscriber === undefined) return 'subscriber-invalid'
  const language = row.cell('language').toLowerCase() || 'ja'
  if (language !== 'ja' && language !== 'en') return 'language-unknown'
  const mail = row.cell('mail') || null
  if (mail !== null && !MAIL.test(mail)) return 'mail-invalid'
  const webhook = row.cell('webhook') || null
  if (webhook !== null && !WEBHOOK_ID.test(webhook)) return 'webhook-invalid'
  const name = printable(row.cell('name'), NAME_LENGTH_MAX)
  const postalAddress = printable(row.cell('postal_address'), ADDRESS_LENGTH_MAX)
  const postalCode = row.cell('postal_code').replace(/^〒/, '') || null
  if (name === undefined || postalAddress === undefined) return 'text-invalid'
  if (postalCode !== null && !POSTAL_CODE.test(postalCode)) return 'postal-code-invalid'
  if (mail === null && webhook === null && postalAddress === null) return 'no-way-to-reach'
  return {
    subscriber,
    language,
    mail,
    webhook,
    name,
    postal_code: postalCode,
    postal_address: postalAddress,
  }
}

/** Null when empty, undefined when it holds what no printer and no reader should get: controls, changes of direction. */
function printable(text: string, lengthMax: number): string | null | undefined {
  const trimmed = text.trim()
  if (trimmed === '') return null
  const isFit = trimmed.length <= lengthMax && trimmed.isWellFormed()
  return isFit && !/[\p{Cc}\p{Cf}\p{Co}\p{Zl}\p{Zp}]/u.test(trimmed) ? trimmed : undefined
}
