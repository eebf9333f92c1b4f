import { PROTOCOL_TCP } from '../../core/protocol.ts'
import type { SeededRandom } from '../../core/random.ts'
import type { Service } from '../machines/service.ts'
import type { OutsideSpace } from '../traffic/address-space.ts'
import { sample, uniformInteger } from '../traffic/draw.ts'
import type { Botnet, Channel } from './botnet.ts'

/**
 * A controller of some families was taken over by researchers: their remaining bots now ask a server
 * that answers shortly and never gives an order. It has several families among its clients.
 */
export function planSinkhole(
  random: SeededRandom,
  space: OutsideSpace,
  botnets: readonly Botnet[],
): readonly Channel[] {
  const service: Service = {
    kind: 'sinkhole',
    ipv4: space.ipv4(),
    ipv6: undefined,
    protocol: PROTOCOL_TCP,
    port: random.pick([80, 80, 443, 8080]),
    roundTripMs: 140,
  }
  const reachable = botnets.filter(({ family }) => family.addressing === 'ipv4')
  return sample(random, reachable, uniformInteger(random, [1, 4])).flatMap((botnet) => {
    const controller = botnet.channels[0]!
    return {
      ...controller,
      role: 'sinkhole',
      services: [service],
      // Researchers keep theirs for years.
      bornAfterMs: Number.NEGATIVE_INFINITY,
      rotationMs: Number.POSITIVE_INFINITY,
      shared: 'no',
      profile: {
        ...controller.profile,
        mode: 'poll',
        usesTls: false,
        replyOctets: uniformInteger(random, [60, 400]),
        transfersPerDay: 0,
        burstsPerDay: 0,
        answer: 'yes',
      },
      clients: sample(random, botnet.bots, Math.ceil(botnet.bots.length / 3)),
    } satisfies Channel
  })
}
