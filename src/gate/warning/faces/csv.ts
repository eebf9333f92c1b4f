import { formatTlp, WARNING_TLP } from '../traffic-light.ts'
import { type Face, inForce } from './face.ts'

const COLUMNS = ['address', 'protocol', 'port', 'kind', 'band', 'valid_from', 'valid_until', 'tlp']

/** For people and spreadsheets (RFC 4180). What is no longer in it no longer holds. */
export const csvFace: Face = {
  name: 'csv',
  use: 'notify-subscribers',
  render: (input) => {
    const rows = inForce(input).map((warning) => [
      warning.address,
      warning.protocol,
      warning.port,
      warning.kind,
      warning.band,
      warning.validFrom,
      warning.validUntil,
      formatTlp(WARNING_TLP),
    ])
    // No field can hold a comma or a quotation mark: all are words, numbers, addresses and times.
    const body = [COLUMNS, ...rows].map((row) => `${row.join(',')}\r\n`).join('')
    return [{ path: 'warnings.csv', mediaType: 'text/csv; charset=utf-8', body }]
  },
}
