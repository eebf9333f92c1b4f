import assert from 'node:assert/strict'
import { test } from 'node:test'
import { collectorFor, isAnyAddress, isLoopback, ROUTERS } from './router-lines.ts'

const TARGET = { address: '192.0.2.200', port: 2055, samplingInterval: 1000 }

test('every kind of router is told the address, the port and the sampling interval', () => {
  for (const router of ROUTERS) {
    const lines = router.lines(TARGET)
    assert.match(lines, /192\.0\.2\.200/, router.kind)
    assert.match(lines, /2055/, router.kind)
    assert.match(lines, /1000|999/, router.kind)
  }
})

test('without sampling, no sampler is configured where its absence means every packet', () => {
  for (const kind of ['cisco', 'mikrotik', 'softflowd'] as const) {
    const lines = ROUTERS.find((one) => one.kind === kind)!.lines({
      ...TARGET,
      samplingInterval: 1,
    })
    assert.doesNotMatch(lines, /sampler NOROSHI|packet-sampling| -s /, kind)
  }
})

test('softflowd needs brackets around an IPv6 address', () => {
  const softflowd = ROUTERS.find((one) => one.kind === 'softflowd')!
  assert.match(softflowd.lines({ ...TARGET, address: '2001:db8::9' }), /\[2001:db8::9\]:2055/)
})

test('each protocol goes to the collector that names it, else to the first', () => {
  const collectors = [
    { port: 2055, accepts: 'NetFlow v5, v9' },
    { port: 4739, accepts: 'IPFIX' },
  ]
  assert.equal(collectorFor(collectors, 'ipfix')?.port, 4739)
  assert.equal(collectorFor(collectors, 'sflow')?.port, 2055)
  assert.equal(collectorFor([], 'sflow'), undefined)
})

test('addresses no router can send to are told apart', () => {
  assert.ok(isLoopback('127.0.0.1') && isLoopback('::1') && !isLoopback('192.0.2.1'))
  assert.ok(isAnyAddress('0.0.0.0') && isAnyAddress('::') && !isAnyAddress('127.0.0.1'))
})
