import type { Endpoint } from '../../../src/web/schemas/shared.ts'
import { hostText } from '../api/endpoint-text.ts'

/** An endpoint in code type, which may break after the address and nowhere else. */
export function EndpointName({ endpoint }: { readonly endpoint: Endpoint }) {
  return (
    <span className="code endpoint" translate="no">
      {hostText(endpoint.address)}
      <wbr />
      <span className="endpoint-port">
        :{endpoint.port}/{endpoint.protocol}
      </span>
    </span>
  )
}
