import { type C2Family, FAMILY_DEFAULTS } from '../c2-family.ts'

/** An MQTT broker as controller, as things use it. */
export const MESSAGE_BROKER: C2Family = {
  ...FAMILY_DEFAULTS,
  kind: 'message-broker',
  name: { en: 'controller that is a message broker', ja: 'メッセージブローカ（MQTT）型' },
  devices: ['iot'],
  ports: [1883, 8883],
  intervalSeconds: [30, 120],
  jitter: [0, 0.1],
  sessionShare: 1,
  tlsShare: 0.3,
  messageOctets: [2, 4],
  replyOctets: [2, 4],
  transfersPerDay: [2, 40],
  transferOctetsMax: 1500,
  activities: ['telnet-scan', 'flood', 'none'],
}
