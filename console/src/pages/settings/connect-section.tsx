import { Choice } from '../../design/choice.tsx'
import { CopyButton } from '../../design/copy-button.tsx'
import { FormRow } from '../../design/form-row.tsx'
import { StatusMark } from '../../design/status-mark.tsx'
import { useLocale } from '../../i18n/locale.tsx'
import { setQuery, useLocation } from '../../router/location.ts'
import type { Collector } from './collector-table.tsx'
import { collectorFor, isAnyAddress, isLoopback, ROUTERS, type RouterKind } from './router-lines.ts'

const SAMPLING_DEFAULT = 1000
const SAMPLING_MAX = 1_000_000
/** An address is pasted into a router: nothing but what an address or a name consists of. */
const NOT_ADDRESS = /[^0-9A-Za-z.:-]/g

export function ConnectSection({ collectors }: { readonly collectors: readonly Collector[] }) {
  const { t } = useLocale()
  const { query } = useLocation()
  const router = ROUTERS.find((one) => one.kind === query.get('router')) ?? ROUTERS[0]!
  const collector = collectorFor(collectors, router.protocol)
  if (!collector) return null

  const address = query.get('collector') ?? reachableAddress(collector.address)
  const asked = Number(query.get('sampling') ?? SAMPLING_DEFAULT)
  const isSampling = Number.isInteger(asked) && asked >= 1 && asked <= SAMPLING_MAX
  const samplingInterval = isSampling ? asked : SAMPLING_DEFAULT
  const lines = router.lines({ address, port: collector.port, samplingInterval })

  return (
    <section>
      <h2>{t('settings.connect')}</h2>
      <p className="soft">{t('settings.connectText')}</p>
      {isLoopback(collector.address) && (
        <div className="state state-warning">
          <StatusMark icon="warning" tone="warning" text={collector.address} />
          <p>{t('settings.loopback', { address: collector.address })}</p>
        </div>
      )}
      <div className="connect-fields">
        <FormRow label={t('settings.address')} hint={t('settings.addressHint')}>
          {(field) => (
            <input
              {...field}
              value={address}
              autoComplete="off"
              spellCheck={false}
              onChange={(event) =>
                setQuery(
                  { collector: event.target.value.replace(NOT_ADDRESS, '') },
                  { replace: true },
                )
              }
            />
          )}
        </FormRow>
        <FormRow label={t('settings.samplingInterval')} hint={t('settings.samplingHint')}>
          {(field) => (
            <input
              {...field}
              type="number"
              min={1}
              max={SAMPLING_MAX}
              value={query.get('sampling') ?? SAMPLING_DEFAULT}
              onChange={(event) => setQuery({ sampling: event.target.value }, { replace: true })}
            />
          )}
        </FormRow>
      </div>
      <div className="lines">
        <div className="lines-head">
          <Choice<RouterKind>
            legend={t('settings.router')}
            value={router.kind}
            options={ROUTERS.map((one) => ({ value: one.kind, label: one.name }))}
            onChoose={(kind) => setQuery({ router: kind }, { replace: true })}
          />
          <CopyButton text={lines} label={t('settings.copy')} done={t('settings.copied')} />
        </div>
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling area must be reachable by keyboard */}
        <pre tabIndex={0} translate="no">
          <code>{lines}</code>
        </pre>
      </div>
      <p className="soft small">{t('settings.after')}</p>
    </section>
  )
}

/** A collector on every address is reached the way this page was. */
function reachableAddress(address: string): string {
  return isAnyAddress(address) ? location.hostname.replace(/^\[|\]$/g, '') : address
}
