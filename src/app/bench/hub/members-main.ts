/**
 * A process that is all members: it signs, asks, reads to the last octet and acknowledges, as their software does. It
 * verifies nothing, because what a member does with a list is not what is measured.
 */
import { SigningKey } from '../../../gate/warning/trust/signing-key.ts'
import { drawOctets } from '../../system-ports.ts'
import type { MembersMessage, MembersOrder, MembersTask, RoundFigures } from './member-messages.ts'
import { type Answer, askAsMember, askWithToken } from './requests.ts'

type Standing = { readonly version: number; readonly hash: string }
type BenchMember = { readonly key: SigningKey; standing: Standing | null }

const { url, members: count }: MembersTask = JSON.parse(process.argv[2]!)
const say = (message: MembersMessage): void => {
  process.send!(message)
}
const members: BenchMember[] = Array.from({ length: count }, () => ({
  key: new SigningKey(drawOctets(32)),
  standing: null,
}))

async function round<Item>(
  items: readonly Item[],
  ask: (item: Item) => Promise<Answer>,
): Promise<RoundFigures> {
  const wallMs: number[] = []
  let octets = 0
  for (const item of items) {
    const begun = performance.now()
    const answer = await ask(item)
    wallMs.push(performance.now() - begun)
    octets = answer.octets
  }
  return { wallMs, octets }
}

async function follow(member: BenchMember): Promise<Answer> {
  const { key, standing } = member
  const where = standing ? `&version=${standing.version}&hash=${standing.hash}` : ''
  const answer = await askAsMember({ url, key, target: `/v1/list?root=1${where}` })
  // The head comes first; of a whole list no more is kept than that.
  const head = /"head":("(?:[^"\\]|\\.)*")/.exec(answer.beginning)?.[1]
  const { signed } = JSON.parse(JSON.parse(head!))
  member.standing = { version: signed.version, hash: signed.list.hash }
  return answer
}

function acknowledge({ key, standing }: BenchMember): Promise<Answer> {
  const body = { holds: standing!.version, enforces: standing!.version }
  return askAsMember({ url, key, target: '/v1/acknowledgements', body })
}

async function figuresOf(order: MembersOrder): Promise<RoundFigures> {
  switch (order.kind) {
    case 'follow':
      return round(members, follow)
    case 'acknowledge':
      return round(members, acknowledge)
    case 'get': {
      const { target, token, times } = order
      return round(Array.from({ length: times }), () => askWithToken(url, target, token))
    }
  }
}

process.on('message', async (order: MembersOrder) => {
  say({ kind: 'done', ...(await figuresOf(order)) })
})
process.on('disconnect', () => process.exit())
say({ kind: 'ready', keys: members.map(({ key }) => key.publicKey) })
