import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { BEGUN_MS, warningOn } from '../../gate/warning/warning.fixture.ts'
import { Blocking, targetsByKey } from '../block/blocking.ts'
import { Coverage } from '../block/coverage.ts'
import { ConsentBook } from '../consent/book.ts'
import { eventsOf, firstTerms } from '../consent/event.fixture.ts'
import { hashOfEvent } from '../consent/event.ts'
import { Standing } from '../planes/standing.ts'
import { differenceTo } from './difference.ts'
import { blockingOf, makePlan, type PlannedDevice } from './make-plan.ts'
import { Overrides } from './override.ts'
import { worthyTargets } from './worthy-targets.ts'

const SUBSCRIBERS = 50_000
const WARNINGS = 10_000
const NOW_MS = BEGUN_MS + 3_600_000
const ANY = { targets: null, sources: null }
const DEVICES: PlannedDevice[] = [
  { name: 'fw', kind: 'nftables', capacity: ANY },
  { name: 'dns', kind: 'rpz', capacity: ANY },
  { name: 'edge', kind: 'flowspec', capacity: { targets: 100, sources: 1_000 } },
  { name: 'stream', kind: 'stream', capacity: ANY },
]
const addressOf = (index: number): string =>
  `10.${index >> 16}.${(index >> 8) & 255}.${index & 255}`

/** Seconds of CPU that this process used meanwhile: what others do on the machine is not in it. */
function cpuMs(work: () => void): number {
  const before = process.cpuUsage()
  work()
  const { user, system } = process.cpuUsage(before)
  return (user + system) / 1_000
}

describe(`${SUBSCRIBERS} subscribers and ${WARNINGS} warnings`, () => {
  const book = new ConsentBook()
  book.addTerms(firstTerms('block-address', NOW_MS - 2))
  const filling = cpuMs(() => {
    for (let index = 0; index < SUBSCRIBERS; index++)
      for (const event of eventsOf(
        `line-${index}`,
        `${addressOf(index)}/32`,
        NOW_MS - 1,
        2 * index + 1,
      ))
        book.apply(event)
  })
  const warnings = Array.from({ length: WARNINGS }, (_, index) =>
    warningOn(`203.0.${index >> 8}.${index & 255}`),
  )
  const plan = () =>
    makePlan(
      worthyTargets(
        {
          warnings,
          names: [],
          overrides: new Overrides([]),
          knownGood: new Map(),
          subscribers: new Map(),
          bandMin: 'suspected',
        },
        NOW_MS,
      ),
      DEVICES,
      { grantsOf: book.grants.bind(book), inForce: new Map(), nowMs: NOW_MS },
    )

  it('a consent that changes costs a thousandth of reading all of them, and no plan', (context) => {
    const { sequence, head } = book.standing('line-7')
    const made = {
      subscriber: 'line-7',
      atMs: NOW_MS,
      channel: 'page',
      actor: 'subscriber',
    } as const
    let last = { sequence, head }
    const changes = 200
    const one =
      cpuMs(() => {
        for (let index = 0; index < changes; index++) {
          const fact =
            index % 2 === 0
              ? ({ kind: 'paused', untilMs: NOW_MS + 1 } as const)
              : ({ kind: 'resumed' } as const)
          const event = { ...made, sequence: last.sequence + 1, fact }
          const hash = hashOfEvent(event, last.head)
          const { ended, begun } = book.apply({ ...event, hash, number: 1_000_000 + index })
          assert.equal(ended.length + begun.length, 2, 'one subscriber, one grant')
          last = { sequence: event.sequence, head: hash }
        }
      }) / changes
    context.diagnostic(`all ${filling.toFixed(0)} ms, one ${(1_000 * one).toFixed(0)} µs of CPU`)
    assert.ok(one * 1_000 < filling, `${one} ms against ${filling} ms`)
  })

  it('a whole plan, and all blockings of it, cost less than reading the consents', (context) => {
    let made = plan()
    const planning = cpuMs(() => {
      made = plan()
    })
    const blocking = cpuMs(() => {
      for (const [index, device] of DEVICES.entries()) {
        const targets = made.devices[index]!.targets.map(({ target }) => target)
        blockingOf(device, targets, book.grants.bind(book), NOW_MS)
      }
    })
    const comparing = cpuMs(() => differenceTo(made, new Map()))
    context.diagnostic(
      `plan ${planning.toFixed(0)} ms, blockings of ${DEVICES.length} devices ${blocking.toFixed(0)} ms, difference ${comparing.toFixed(0)} ms of CPU`,
    )
    assert.deepEqual(
      made.devices.map(({ targets, sourceCount }) => [targets.length, sourceCount]),
      [
        [WARNINGS, SUBSCRIBERS],
        [WARNINGS, 0],
        [100, 1_000],
        [WARNINGS, SUBSCRIBERS],
      ],
    )
    assert.ok(
      planning + blocking + comparing < filling,
      `${planning} + ${blocking} against ${filling}`,
    )
  })

  it('what one line changes for a device costs a hundredth of making it anew', (context) => {
    const [device] = DEVICES
    const targets = plan().devices[0]!.targets.map(({ target }) => target)
    const byKey = targetsByKey(targets)
    let whole = blockingOf(device!, targets, book.grants.bind(book), NOW_MS)
    const making = cpuMs(() => {
      whole = blockingOf(device!, targets, book.grants.bind(book), NOW_MS)
    })
    const coverage = new Coverage('block-address', book.grants('block-address'), NOW_MS)
    let last = Blocking.covering(coverage, byKey, NOW_MS)
    assert.equal(last.sources.size, whole.sources.size)
    const standing = new Standing()
    standing.take(standing.difference(last))
    const changes = 200
    const one =
      cpuMs(() => {
        for (const grant of book.grants('block-address').slice(0, changes)) {
          coverage.change({ ended: [grant], begun: [] })
          last = Blocking.covering(coverage, byKey, NOW_MS)
          const difference = standing.difference(last)
          assert.deepEqual(difference.goneSources, grant.sources)
          standing.take(difference)
        }
      }) / changes
    const rechecking = cpuMs(() => {
      const left = book.grants('block-address').slice(changes)
      assert.equal(coverage.recheck(left, NOW_MS), 0)
    })
    context.diagnostic(
      `all ${making.toFixed(0)} ms, one ${one.toFixed(2)} ms, comparing with all grants ${rechecking.toFixed(0)} ms of CPU`,
    )
    assert.equal(last.sources.size, whole.sources.size - changes)
    assert.ok(one * 100 < making, `${one} ms against ${making} ms`)
  })
})
