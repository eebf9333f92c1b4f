import { type C2Family, FAMILY_DEFAULTS } from '../c2-family.ts'

/** A page on somebody’s web server, among pages that are innocent. */
export const SHARED_HOST: C2Family = {
  ...FAMILY_DEFAULTS,
  kind: 'shared-host',
  name: { en: 'controller on a shared web server', ja: '共用ウェブサーバ上のC&C' },
  ports: [443],
  intervalSeconds: [60, 900],
  jitter: [0, 0.5],
  sessionShare: 0,
  tlsShare: 1,
  messageOctets: [150, 900],
  replyOctets: [80, 900],
  answers: ['yes'],
  hosting: 'shared-host',
}
