/** What the world of `measures-world.fixture.ts` has seen: warnings of every kind, the operator's own entries, releases. */
import { DAY_MS, HOUR_MS } from '../core/time-span.ts'
import type { Database } from '../db/database.ts'
import { warningOn } from '../gate/warning/warning.fixture.ts'
import type { Warning } from '../gate/warning/warning.ts'
import { wholeHour } from '../gate/warning/whole-time.ts'
import type { Planner } from '../measures/plan/planner.ts'
import { ReleaseStore } from '../measures/release/release-store.ts'

export const STREAM = 'home-gateways'
export const BROKEN = 'edge-2'

export function drawWarnings(nowMs: number): Warning[] {
  const on = (last: number, port: number, change: Partial<Warning> = {}) =>
    warningOn(`203.0.113.${last}`, {
      port,
      validFrom: wholeHour(nowMs - (last % 9) * HOUR_MS - HOUR_MS),
      validUntil: wholeHour(nowMs + (20 + last) * HOUR_MS),
      ...change,
    })
  return [
    on(7, 8443),
    on(20, 6667, { kind: 'downloader' }),
    on(33, 443),
    on(41, 2323, { band: 'suspected' }),
    on(58, 5555),
    on(61, 1312),
    on(77, 9999, { band: 'suspected', kind: 'initial-contact' }),
    on(80, 31337),
    on(91, 4444, { kind: 'downloader' }),
    on(102, 8080, { band: 'suspected' }),
    on(110, 3778),
    on(121, 1023, { status: 'disputed' }),
    on(130, 80, { kind: 'sinkhole' }),
    on(142, 6881, { band: 'watch' }),
    on(150, 666, { uses: ['notify-subscribers'] }),
    on(151, 667, { status: 'retracted' }),
    on(171, 7547),
  ]
}

export async function tellEntries({ entries }: Planner, nowMs: number): Promise<void> {
  const untilMs = nowMs + 30 * DAY_MS
  await entries.addName({
    name: 'update.c2-example.net',
    isTree: true,
    untilMs,
    reason: 'Changes its address every hour; seen by two teams',
    actor: 'k.sato',
  })
  await entries.addOverride({
    target: '203.0.113.171',
    untilMs: null,
    reason: 'A hospital’s gateway; its owner is cleaning it',
    actor: 'm.tanaka',
  })
}

/** As the desk kept them: one proved, one that a device did not take, one whose far end is down. */
export async function tellReleases(database: Database, nowMs: number): Promise<void> {
  const store = new ReleaseStore(database)
  const tell = async (
    place: number,
    subject: string,
    cause: 'owner' | 'retraction' | 'subscriber',
    facts: {
      probe: 'reachable' | 'silent-on-both' | 'not-probed'
      tookMs: number | null
      by: string
      reason: string
    },
  ) => {
    const requestedAtMs = nowMs - place * 7 * HOUR_MS
    const id = `release-${place}`
    await store.add({
      id,
      subject,
      cause,
      requestedAtMs,
      requestedBy: facts.by,
      reason: facts.reason,
      exemptions: [],
      receipt: null,
      endedAtMs: null,
    })
    await store.prove(id, {
      id,
      subject,
      cause,
      requestedAtMs,
      liftedAtMs: facts.tookMs === null ? null : requestedAtMs + facts.tookMs,
      provedAtMs: requestedAtMs + (facts.tookMs ?? 5_000) + 640,
      rules: [
        { key: subject, step: 'itself' },
        { key: '*.shop-example.net', step: 'name-leads-there' },
      ],
      planes: [
        { plane: STREAM, kind: 'stream', isFree: true, code: null },
        {
          plane: BROKEN,
          kind: 'nftables',
          isFree: facts.tookMs !== null,
          code: facts.tookMs === null ? 'PLANE_UNREACHABLE' : null,
        },
      ],
      probe: facts.probe,
      isComplete: facts.tookMs !== null,
    })
  }
  await tell(1, '198.51.100.9:443/tcp', 'owner', {
    probe: 'reachable',
    tookMs: 412,
    by: 'k.sato',
    reason: 'The owner has proved control and cleaned the server',
  })
  await tell(2, '198.51.100.31', 'retraction', {
    probe: 'silent-on-both',
    tookMs: 188,
    by: 'hub',
    reason: 'The association took the warning back',
  })
  await tell(3, 'portal.example.net', 'subscriber', {
    probe: 'not-probed',
    tookMs: null,
    by: 'm.tanaka',
    reason: 'A subscriber cannot reach a school’s portal',
  })
}
