import { PURPOSES, type Purpose } from '../../core/flow-access.ts'
import { FLOW_COLUMNS } from '../../flows/wire/flow-columns.ts'
import type { AlertDays, NoticeFacts } from '../../notice/index.ts'
import { HOUSE_ROLES, reachOf } from '../../people/index.ts'
import type { RouteNeed } from '../../web/access/route-need.ts'
import { ROUTE_ROLES } from '../../web/access/route-roles.ts'
import type { Configuration } from '../configuration.ts'

/** What a notice made from this configuration would say. */
export function noticeFacts(configuration: Configuration, isDemo: boolean): NoticeFacts {
  const { notice, retention, decapsulate, store, alerts } = configuration
  const stated = isDemo ? DEMONSTRATION : notice
  return {
    format: 1,
    isDemonstration: isDemo,
    operator: stated.operator ?? NOTHING,
    contact: stated.contact ?? NOTHING,
    optOut: stated.optOut ?? NOTHING,
    columns: FLOW_COLUMNS.map(({ name }) => name),
    tunnels: [...decapsulate].sort(),
    purposes: purposesOf(configuration),
    flowDays: retention.flowDays,
    trafficDays: retention.trafficDays,
    readers: READERS,
    isStoredElsewhere: store !== undefined,
    graceDays: notice.graceDays,
    ...(alerts ? { alertDays: alertDaysOf(alerts) } : {}),
  }
}

/** Purposes that are pursued, with the grounds that the operator states, or ours. */
export function purposesOf({ purposes, alerts }: Configuration): NoticeFacts['purposes'] {
  const ids = (Object.keys(PURPOSES) as Purpose[]).filter(
    (id) => id !== 'subscriber-alert' || alerts !== undefined,
  )
  return ids.map((id) => {
    const { en, ja, ground } = PURPOSES[id]
    return { id, name: { en, ja }, ground: purposes[id]?.ground ?? { ...ground } }
  })
}

function alertDaysOf(alerts: NonNullable<Configuration['alerts']>): AlertDays {
  const { sessionDays, contactDays, recordDays } = alerts
  return { sessionDays, contactDays, recordDays }
}

const NOTHING = { ja: '', en: '' }

/** Of routes that read flow records for a person; who may ask them is who sees flows. */
const FLOW_ROUTES = ['GET /api/v1/cases/:id/activity', 'GET /api/v1/cases/:id/collateral']

/** From the very table that lets people in, so that the notice cannot say otherwise; and who inspects them. */
const READERS = HOUSE_ROLES.operator.filter(
  (role) =>
    role === 'privacy-officer' ||
    FLOW_ROUTES.some((route) => {
      const need: RouteNeed | undefined = ROUTE_ROLES[route]
      return (
        need !== undefined && need !== 'anyone' && need !== 'session' && reachOf([role]).has(need)
      )
    }),
)

const DEMONSTRATION = {
  operator: { ja: 'Noroshi（狼煙）の実演', en: 'The demonstration of Noroshi' },
  contact: {
    ja: '実演のため、連絡先はありません。この装置を動かしている人にお尋ねください。',
    en: 'A demonstration has nobody to write to; ask whoever runs this installation.',
  },
  optOut: {
    ja: '実在する人の通信は集めていないため、手続きはありません。',
    en: 'Nobody’s real communication is collected, so there is nothing to refuse.',
  },
}
