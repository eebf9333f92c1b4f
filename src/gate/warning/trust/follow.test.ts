import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { HOUR_MS } from '../../../core/time-span.ts'
import { WarningError } from '../errors.ts'
import { PLAIN_LINT } from '../lint.ts'
import { warningOn } from '../warning.fixture.ts'
import type { Warning } from '../warning.ts'
import { wholeHour } from '../whole-time.ts'
import { signEnvelope, writeEnvelope } from './envelope.ts'
import { TrustError } from './errors.ts'
import { follow, type Offer, type Trusted } from './follow.ts'
import {
  AT,
  delta,
  FIRST_ROOT,
  HEAD_KEY,
  head,
  keyOf,
  LIST_KEY,
  NOW_MS,
  newcomer,
  ROOT_KEYS,
  rootOf,
  snapshot,
} from './hub.fixture.ts'
import { type Issued, issueHead, issueRoot, issueSnapshot } from './issue.ts'
import { LIST_OCTETS_MAX } from './list-document.ts'
import { readBounded } from './read-bounded.ts'
import { trustFirstRoot } from './root.ts'
import { instantOf } from './shape.ts'

const one = warningOn('8.8.4.4')
const two = warningOn('9.9.9.9')
const retracted: Warning = { ...one, version: 2, status: 'retracted' }

const offer = (list: Issued, documents: readonly Issued[] = [list]): Offer => ({
  roots: [],
  head: head(list),
  documents: documents.map(({ text }) => text),
})
const take = (trusted: Trusted, given: Offer, nowMs = NOW_MS): Trusted =>
  follow(trusted, given, nowMs, PLAIN_LINT)
const refused = (trusted: Trusted, given: Offer, code: string, nowMs = NOW_MS): void => {
  const before = JSON.stringify([...trusted.warnings, trusted.head, trusted.list])
  assert.throws(
    () => take(trusted, given, nowMs),
    (error) => {
      assert.ok(error instanceof TrustError || error instanceof WarningError, String(error))
      assert.equal(error.code, code)
      return true
    },
  )
  const after = JSON.stringify([...trusted.warnings, trusted.head, trusted.list])
  assert.equal(after, before, 'a refused offer changes nothing')
}

const first = snapshot(5, [one])
const second = delta(6, first, [two])
const third = delta(7, second, [retracted])

describe('an honest hub', () => {
  it('is followed by snapshot, delta and retraction', () => {
    let trusted = take(newcomer(), offer(first))
    assert.deepEqual([...trusted.warnings.values()], [one])
    trusted = take(trusted, offer(third, [second, third]))
    assert.deepEqual([...trusted.warnings.values()], [retracted, two])
    assert.deepEqual(trusted.list, { version: 7, hash: third.hash })
  })

  it('with nothing new says so by a fresh head alone', () => {
    const trusted = take(newcomer(), offer(first))
    const later = NOW_MS + 2 * HOUR_MS
    const fresh = { roots: [], head: head(first, HEAD_KEY, later), documents: [] }
    assert.deepEqual(take(trusted, fresh, later).warnings, trusted.warnings)
  })

  it('may send the whole list again, which is then the list', () => {
    const trusted = take(newcomer(), offer(first))
    const whole = snapshot(9, [two])
    assert.deepEqual([...take(trusted, offer(whole)).warnings.values()], [two])
  })
})

describe('who stands between hub and member', () => {
  const trusted = take(newcomer(), offer(third, [first, second, third]))

  it('cannot roll the list back to before a retraction', () => {
    refused(trusted, offer(second, []), 'HEAD_ROLLED_BACK')
    refused(trusted, offer(second, [first, second]), 'HEAD_ROLLED_BACK')
    const newest = delta(8, third, [])
    refused(trusted, offer(newest, [first, second, third, newest]), 'LIST_ROLLED_BACK')
  })

  it('cannot freeze a member in the past beyond the end of a head', () => {
    const frozen = { ...offer(third), documents: [] }
    take(trusted, frozen, NOW_MS + HOUR_MS - 1)
    refused(trusted, frozen, 'HEAD_EXPIRED', NOW_MS + HOUR_MS)
    refused(trusted, offer(delta(8, third, []), []), 'LIST_WITHHELD')
  })

  it('cannot mix documents of different times or make of one another', () => {
    const fourth = delta(8, third, [two])
    refused(trusted, { ...offer(fourth), documents: [third.text] }, 'LIST_DISCONTINUED')
    refused(trusted, { ...offer(fourth), documents: [snapshot(8, []).text] }, 'LIST_MIXED')
    refused(trusted, { ...offer(fourth), documents: [delta(9, third, []).text] }, 'LIST_MIXED')
    refused(trusted, offer(delta(9, fourth, []), [delta(9, fourth, [])]), 'LIST_DISCONTINUED')
    refused(newcomer(), offer(second, [second]), 'LIST_DISCONTINUED')
    const longer = { ...fourth, octets: fourth.octets + 1 }
    refused(trusted, offer(longer), 'LIST_MIXED')
    const late = snapshot(8, [], LIST_KEY, NOW_MS - 8 * 24 * HOUR_MS)
    refused(trusted, offer(late), 'LIST_EXPIRED')
  })

  it('cannot sign with a key of its own, of another role, or the same key twice', () => {
    const stranger = keyOf(66)
    const forged = snapshot(8, [], stranger)
    refused(trusted, offer(forged), 'SIGNATURES_TOO_FEW')
    refused(trusted, offer(snapshot(8, [], HEAD_KEY)), 'SIGNATURES_TOO_FEW')
    const list = snapshot(8, [])
    const byStranger = { ...offer(list), head: head(list, stranger) }
    refused(trusted, byStranger, 'SIGNATURES_TOO_FEW')
    refused(trusted, { ...offer(list), head: head(list, LIST_KEY) }, 'SIGNATURES_TOO_FEW')
    const next = rootOf({ version: 2 })
    const twice = issueRoot(next, [ROOT_KEYS[0]!, ROOT_KEYS[0]!])
    refused(trusted, { ...offer(third), roots: [twice] }, 'SIGNATURES_TOO_FEW')
    const renamed = JSON.parse(issueRoot(next, [ROOT_KEYS[0]!]))
    renamed.signatures.push({ ...renamed.signatures[0], keyid: ROOT_KEYS[1]!.id })
    refused(trusted, { ...offer(third), roots: [JSON.stringify(renamed)] }, 'SIGNATURES_TOO_FEW')
  })

  it('cannot change a signed document, nor add what is not signed', () => {
    const changed = first.text.replace('8.8.4.4', '8.8.4.5')
    refused(newcomer(), { ...offer(first), documents: [changed] }, 'SIGNATURES_TOO_FEW')
    const added = first.text.replace('"type":"snapshot"', '"more":1,"type":"snapshot"')
    refused(newcomer(), { ...offer(first), documents: [added] }, 'DOCUMENT_MALFORMED')
    for (const text of ['', 'null', '[]', '{"signed":{},"signatures":7}', '{"signed":{"a":1}'])
      refused(newcomer(), { ...offer(first), documents: [text] }, 'DOCUMENT_MALFORMED')
    refused(newcomer(), { ...offer(first), head: FIRST_ROOT }, 'DOCUMENT_MALFORMED')
  })

  it('cannot hand over what was made for another member or by another hub', () => {
    const list = issueSnapshot({ ...AT, view: 'isp-b' }, 8, [], LIST_KEY, NOW_MS)
    refused(trusted, offer(list), 'DOCUMENT_FOREIGN')
    const other = {
      ...offer(third),
      head: issueHead({ ...AT, hub: 'other' }, third, HEAD_KEY, NOW_MS),
    }
    refused(trusted, other, 'DOCUMENT_FOREIGN')
  })

  it('cannot fill the memory: endless data ends at the bound', async () => {
    let sent = 0
    const endless = async function* () {
      for (;;) {
        sent += 65_536
        yield Buffer.alloc(65_536, 0x20)
      }
    }
    await assert.rejects(
      readBounded(endless(), 1_000_000),
      (error) => error instanceof TrustError && error.code === 'DOCUMENT_TOO_LARGE',
    )
    assert.ok(sent <= 1_000_000 + 65_536)
    const huge = ' '.repeat(20_000)
    refused(trusted, { ...offer(third), head: huge }, 'DOCUMENT_TOO_LARGE')
    refused(trusted, { ...offer(third), roots: [huge.repeat(4)] }, 'DOCUMENT_TOO_LARGE')
    assert.ok(LIST_OCTETS_MAX > 100_000 * JSON.stringify(one).length)
  })
})

describe('who has stolen the hub’s keys', () => {
  const trusted = take(newcomer(), offer(third, [first, second, third]))
  const [newList, newHead] = [keyOf(11), keyOf(21)]
  const rekeyed = rootOf({
    version: 2,
    roles: {
      ...rootOf().roles,
      list: { keys: [newList.publicKey], threshold: 1 },
      head: { keys: [newHead.publicKey], threshold: 1 },
    },
  })
  const secondRoot = issueRoot(rekeyed, ROOT_KEYS.slice(1))

  it('cannot fast-forward a member beyond recovery', () => {
    refused(trusted, offer(delta(2 ** 53 - 1, third, [])), 'VERSION_LEAPED')
    const far = delta(9_000_000, third, [{ ...two, version: 4_000_000, status: 'released' }])
    const pushed = take(trusted, offer(far))
    assert.equal(pushed.list?.version, 9_000_000)
    // The association names new keys, and goes on from where it was.
    const listed = snapshot(8, [retracted, warningOn('4.4.4.4')], newList)
    const recovery = { roots: [secondRoot], head: head(listed, newHead), documents: [listed.text] }
    const recovered = take(pushed, recovery)
    assert.equal(recovered.list?.version, 8)
    assert.ok(recovered.warnings.has(warningOn('4.4.4.4').id))
    // Even under new keys nothing that was withdrawn comes back as it was.
    const back = snapshot(8, [retracted, { ...two, version: 2 }], newList)
    refused(
      pushed,
      { ...recovery, head: head(back, newHead), documents: [back.text] },
      'WARNING_WITHDRAWN',
    )
    const anew = { ...two, version: 2, validFrom: wholeHour(NOW_MS) }
    const renewed = snapshot(8, [retracted, anew], newList)
    take(pushed, { ...recovery, head: head(renewed, newHead), documents: [renewed.text] })
  })

  it('is out as soon as the root names other keys', () => {
    const recovered = take(trusted, {
      roots: [secondRoot],
      head: head(snapshot(8, [], newList), newHead),
      documents: [snapshot(8, [], newList).text],
    })
    const forged = delta(9, recovered.list!, [two])
    refused(recovered, offer(forged), 'SIGNATURES_TOO_FEW')
    refused(recovered, { ...offer(forged), head: head(forged, newHead) }, 'SIGNATURES_TOO_FEW')
  })

  it('cannot make a head that holds for days, or a lease that begins in the future', () => {
    const long = head(third, HEAD_KEY, NOW_MS + 24 * HOUR_MS)
    refused(trusted, { ...offer(third), head: long }, 'HEAD_LASTS_TOO_LONG')
    const future = { ...two, version: 2, validFrom: wholeHour(NOW_MS + 3 * HOUR_MS) }
    refused(trusted, offer(delta(8, third, [future])), 'WARNING_LEASE_INVALID')
  })

  it('cannot tell two stories under one version', () => {
    refused(trusted, offer(snapshot(7, [])), 'HEAD_FORKED')
  })

  it('cannot say what is no warning, bring back what was withdrawn, or turn a warning back', () => {
    const note = { ...two, version: 2, note: 'seen by isp-b' }
    refused(trusted, offer(delta(8, third, [note])), 'WARNING_FIELD_UNKNOWN')
    refused(trusted, offer(delta(8, third, [{ ...one, version: 3 }])), 'WARNING_WITHDRAWN')
    refused(trusted, offer(snapshot(8, [{ ...one, version: 3 }])), 'WARNING_WITHDRAWN')
    refused(trusted, offer(delta(8, third, [one])), 'WARNING_VERSION_OLD')
    const forgotten = take(trusted, offer(snapshot(8, [two])))
    assert.equal(forgotten.warnings.get(one.id)?.status, 'retracted', 'the member remembers')
  })
})

describe('the root', () => {
  const trusted = newcomer()
  const asked = { roots: [] as string[], head: head(first), documents: [first.text] }
  const withRoots = (...roots: string[]) => ({ ...asked, roots })

  it('changes hands by a threshold of the old keys and one of the new', () => {
    const [four, five] = [keyOf(4), keyOf(5)]
    const roles = {
      ...rootOf().roles,
      root: { keys: [four.publicKey, five.publicKey], threshold: 2 },
    }
    const next = rootOf({ version: 2, roles })
    const both = [ROOT_KEYS[0]!, ROOT_KEYS[2]!, four, five]
    assert.equal(take(trusted, withRoots(issueRoot(next, both))).root.version, 2)
    for (const keys of [both.slice(0, 2), both.slice(2), both.slice(0, 3), both.slice(1)])
      refused(trusted, withRoots(issueRoot(next, keys)), 'SIGNATURES_TOO_FEW')
    const third = issueRoot(rootOf({ version: 3, roles }), [four, five])
    assert.equal(take(trusted, withRoots(issueRoot(next, both), third)).root.version, 3)
    refused(trusted, withRoots(third), 'SIGNATURES_TOO_FEW')
  })

  it('goes up one version at a time', () => {
    for (const version of [1, 3])
      refused(trusted, withRoots(issueRoot(rootOf({ version }), ROOT_KEYS)), 'ROOT_VERSION_WRONG')
    const other = issueRoot(rootOf({ version: 2, hub: 'other.example.jp' }), ROOT_KEYS)
    refused(trusted, withRoots(other), 'DOCUMENT_FOREIGN')
  })

  it('runs out, and a later one that was followed counts instead', () => {
    const expiresAt = instantOf(NOW_MS - 1000)
    const short = issueRoot(rootOf({ version: 2, expiresAt }), ROOT_KEYS)
    refused(trusted, withRoots(short), 'ROOT_EXPIRED')
    take(trusted, withRoots(short, issueRoot(rootOf({ version: 3 }), ROOT_KEYS)))
  })

  it('is refused when it counts one key twice or asks for more than it has', () => {
    const { root } = rootOf().roles
    const twin = { keys: [root.keys[0]!, root.keys[0]!], threshold: 2 }
    for (const role of [
      twin,
      { ...root, threshold: 4 },
      { ...root, threshold: 0 },
      { keys: [], threshold: 1 },
    ]) {
      const text = issueRoot(rootOf({ roles: { ...rootOf().roles, root: role } }), ROOT_KEYS)
      assert.throws(
        () => trustFirstRoot(text),
        (error) => error instanceof TrustError && error.code === 'DOCUMENT_MALFORMED',
      )
    }
    const unsigned = writeEnvelope(signEnvelope(rootOf(), [ROOT_KEYS[0]!]))
    assert.throws(
      () => trustFirstRoot(unsigned),
      (error) => error instanceof TrustError && error.code === 'SIGNATURES_TOO_FEW',
    )
  })
})
