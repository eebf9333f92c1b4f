import type { Endpoint } from '../../../src/web/schemas/shared.ts'
import { endpointText, hostText } from '../api/endpoint-text.ts'

/** Longer ones may break, after the address and nowhere else: IPv6 does not fit a phone. */
const UNBROKEN_LENGTH_MAX = 24

export function EndpointName({ endpoint }: { readonly endpoint: Endpoint }) {
  const isLong = endpointText(endpoint).length > UNBROKEN_LENGTH_MAX
  return (
    <span className={isLong ? 'code endpoint' : 'code endpoint nowrap'} translate="no">
      {hostText(endpoint.address)}
      {isLong && <wbr />}
      <span className="endpoint-port">
        :{endpoint.port}/{endpoint.protocol}
      </span>
    </span>
  )
}
