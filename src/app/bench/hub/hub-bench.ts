import { join } from 'node:path'
import pino from 'pino'
import { DAY_MS, HOUR_MS } from '../../../core/time-span.ts'
import { createHubServer } from '../../../gate/hub/http/server.ts'
import type { Hub } from '../../../gate/hub/hub.ts'
import type { Member } from '../../../gate/hub/member.ts'
import { uuidOf } from '../../../gate/warning/faces/uuid.ts'
import { type PublicKey, SigningKey } from '../../../gate/warning/trust/signing-key.ts'
import type { Warning } from '../../../gate/warning/warning.ts'
import { openDataDirectory } from '../../data-directory.ts'
import { initialiseHub } from '../../hub/hub-directory.ts'
import { openHub } from '../../hub/open-hub.ts'
import { drawOctets, systemClock } from '../../system-ports.ts'
import { Child } from '../child.ts'
import { median } from '../median.ts'
import { type Cost, measured } from './cost.ts'
import { ListSource } from './hub-list.ts'
import type { MembersMessage, MembersOrder, MembersTask, RoundFigures } from './member-messages.ts'

export type HubBenchOptions = {
  readonly directory: string
  readonly warnings: number
  readonly members: number
  readonly onProgress: (text: string, fraction?: number) => void
}

/** What one request of a kind costs. Processor time is the hub's alone: members are another process. */
export type RequestCost = {
  readonly cpuMs: number
  readonly medianWallMs: number
  readonly octets: number
  /** The longest time that the hub answered nobody meanwhile. */
  readonly stallMs: number
}

export type ChangeCost = {
  readonly changes: number
  /** Taking in all of the changes, once. */
  readonly submitCpuMs: number
  readonly delta: RequestCost
  readonly acknowledgement: RequestCost
}

/** The hub with a list of one length. */
export type ListFigures = {
  readonly warnings: number
  readonly fillCpuMsPerThousand: number
  readonly snapshot: RequestCost
  readonly changes: readonly ChangeCost[]
  /** A page of a hundred from the middle of the collection. */
  readonly taxiiPage: RequestCost
  /** A bouncer's question when ten warnings have changed. */
  readonly bouncerPoll: RequestCost
}

export type HubBench = {
  readonly members: number
  /** A tenth of the length, then all of it: what does not grow between the two is flat. */
  readonly lists: readonly [ListFigures, ListFigures]
  /** Processor time at the full length over that at the tenth. */
  readonly growth: {
    readonly delta: number
    readonly acknowledgement: number
    readonly taxiiPage: number
    readonly bouncerPoll: number
  }
  /** 1 % of the list changes within an hour, ten at a time, and all members follow: share of one core. */
  readonly churnShareOfHour: number
}

const CHANGE_COUNTS = [10, 100, 1_000] as const
const SUBMISSION_COUNT = 1_000
const PAGE_COUNT = 20
const CHURN_PER_HOUR = 0.01

/** A hub of its own, over HTTP on loopback, with a list at a tenth of its length and at all of it. */
export async function benchHub(options: HubBenchOptions): Promise<HubBench> {
  await using stack = new AsyncDisposableStack()
  const root = join(options.directory, 'hub')
  initialiseHub(root, { name: 'hub.bench', isSynthetic: true }, join(options.directory, 'offline'))
  const opened = stack.use(await openHub(openDataDirectory(root)))
  const app = await createHubServer({
    hub: opened.hub,
    clock: systemClock,
    logger: pino({ level: 'silent' }),
    roots: opened.roots,
    tls: null,
  })
  stack.defer(() => app.close())
  const url = await app.listen({ host: '127.0.0.1', port: 0 })
  const main = new URL('./members-main.ts', import.meta.url)
  const task: MembersTask = { url, members: options.members }
  const child = stack.use(new Child<MembersOrder, MembersMessage>(main, task))
  const { keys } = await child.next('ready')
  const bench = new Bench(opened.hub, child, options)
  await bench.join(keys)
  const tenth = await bench.at(Math.round(options.warnings / 10))
  const full = await bench.at(options.warnings)
  return { members: options.members, lists: [tenth, full], ...compared(tenth, full, options) }
}

class Bench {
  readonly #hub: Hub
  readonly #child: Child<MembersOrder, MembersMessage>
  readonly #options: HubBenchOptions
  readonly #source = new ListSource(systemClock.nowMs())
  #speaker: Member | undefined
  #token = { taxii: '', crowdsec: '' }
  #held = 0

  constructor(hub: Hub, child: Child<MembersOrder, MembersMessage>, options: HubBenchOptions) {
    this.#hub = hub
    this.#child = child
    this.#options = options
  }

  async join(keys: readonly PublicKey[]): Promise<void> {
    const speaker = await this.#invite('speaker')
    this.#speaker = await this.#hub.members.join(speaker, new SigningKey(drawOctets(32)).publicKey)
    for (const face of ['taxii', 'crowdsec'] as const)
      this.#token[face] = await this.#hub.tokens.make('speaker', face, 1, 'bench')
    for (const [index, key] of keys.entries())
      await this.#hub.members.join(await this.#invite(`member-${index}`), key)
  }

  async at(warnings: number): Promise<ListFigures> {
    const { onProgress } = this.#options
    const missing = warnings - this.#held
    const fill = await measured(async () => {
      for (let done = 0; done < missing; done += SUBMISSION_COUNT) {
        onProgress(`filling to ${warnings}`, done / missing)
        await this.#submit(this.#source.fresh(Math.min(SUBMISSION_COUNT, missing - done)))
      }
    })
    this.#held = warnings
    onProgress('every member takes the whole list')
    const snapshot = await this.#round({ kind: 'follow' })
    await this.#round({ kind: 'acknowledge' })
    const changes: ChangeCost[] = []
    for (const count of CHANGE_COUNTS) {
      onProgress(`${count} changes on ${warnings}`)
      changes.push(await this.#change(count))
    }
    return {
      warnings,
      fillCpuMsPerThousand: (fill.cpuMs / missing) * 1_000,
      snapshot,
      changes,
      taxiiPage: await this.#page(),
      bouncerPoll: await this.#poll(),
    }
  }

  async #change(changes: number): Promise<ChangeCost> {
    const submitted = await measured(() => this.#submit(this.#source.churn(changes)))
    return {
      changes,
      submitCpuMs: submitted.cpuMs,
      delta: await this.#round({ kind: 'follow' }),
      acknowledgement: await this.#round({ kind: 'acknowledge' }),
    }
  }

  async #page(): Promise<RequestCost> {
    const rows = [...(await this.#hub.list.addedAfter(0))]
    const middle = rows[Math.floor(rows.length / 2)]!.addedUs
    const collection = uuidOf(`taxii ${this.#hub.name}`)
    const target = `/taxii2/api/collections/${collection}/objects/?limit=100&next=${middle}`
    return this.#round({ kind: 'get', target, token: this.#token.taxii, times: PAGE_COUNT })
  }

  /** A bouncer's cursor moves one question late, so the same ten changes are told twice. */
  async #poll(): Promise<RequestCost> {
    const token = this.#token.crowdsec
    const ask = (query: string, times: number) =>
      this.#round({ kind: 'get', target: `/v1/decisions/stream?${query}`, token, times })
    await ask('startup=true', 1)
    await ask('', 2)
    const rounds: RequestCost[] = []
    for (let i = 0; i < PAGE_COUNT; i++) {
      await this.#submit(this.#source.churn(10))
      rounds.push(await ask('', 1))
    }
    return rounds.toSorted((a, b) => a.cpuMs - b.cpuMs)[PAGE_COUNT / 2]!
  }

  async #round(order: MembersOrder): Promise<RequestCost> {
    return requestCost(await measured(() => this.#child.ask(order, 'done')))
  }

  async #submit(warnings: readonly Warning[]): Promise<void> {
    const outcomes = await this.#hub.list.submit(this.#speaker!, warnings)
    const refusal = outcomes.find((outcome) => outcome.refusal !== null)?.refusal
    if (refusal) throw new Error(`the hub refused a warning of the benchmark: ${refusal}`)
  }

  async #invite(id: string): Promise<string> {
    const { secret } = await this.#hub.members.add(
      id,
      {
        name: id,
        group: id,
        sector: 'telecom',
        roles: ['analysing', 'receiving'],
        uses: ['notify-subscribers', 'block-with-consent'],
        ownPrefixes: [],
        interestPrefixes: null,
        contacts: [`noc@${id}.example`],
        vetting: { by: 'bench', basis: 'a benchmark' },
        endsAtMs: systemClock.nowMs() + DAY_MS,
      },
      'bench',
    )
    return secret
  }
}

function requestCost({ result, cpuMs, stallMs }: Cost<RoundFigures>): RequestCost {
  const { wallMs, octets } = result
  return { cpuMs: cpuMs / wallMs.length, medianWallMs: median(wallMs), octets, stallMs }
}

function compared(
  tenth: ListFigures,
  full: ListFigures,
  { members }: HubBenchOptions,
): Pick<HubBench, 'growth' | 'churnShareOfHour'> {
  const growthOf = (costOf: (list: ListFigures) => RequestCost): number =>
    costOf(full).cpuMs / costOf(tenth).cpuMs
  const [few] = full.changes as [ChangeCost]
  const rounds = (full.warnings * CHURN_PER_HOUR) / few.changes
  const roundMs = few.submitCpuMs + members * (few.delta.cpuMs + few.acknowledgement.cpuMs)
  return {
    growth: {
      delta: growthOf(({ changes }) => changes[1]!.delta),
      acknowledgement: growthOf(({ changes }) => changes[1]!.acknowledgement),
      taxiiPage: growthOf(({ taxiiPage }) => taxiiPage),
      bouncerPoll: growthOf(({ bouncerPoll }) => bouncerPoll),
    },
    churnShareOfHour: (rounds * roundMs) / HOUR_MS,
  }
}
