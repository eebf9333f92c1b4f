import { type C2Family, FAMILY_DEFAULTS } from '../c2-family.ts'

/** Questions and answers on port 53 that are no names: long both ways, always to one server. */
export const DNS_PORT: C2Family = {
  ...FAMILY_DEFAULTS,
  kind: 'dns-port',
  name: { en: 'tunnel on the DNS port', ja: 'DNSポートを使うトンネル' },
  devices: ['pc', 'server', 'iot'],
  udpShare: 0.8,
  ports: [53],
  intervalSeconds: [5, 300],
  jitter: [0, 0.5],
  sessionShare: 0,
  tlsShare: 0,
  messageOctets: [90, 240],
  replyOctets: [90, 480],
  sizeSpread: [0.1, 0.6],
  namedShare: 0.15,
  burstsPerDay: [0, 6],
}
