import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { noroshi, noroshiJson, temporaryDirectory } from '../../../tools/testing/noroshi-process.ts'
import { createRegistry } from '../../cases/index.ts'
import { caseIdOf } from '../../cases/registry/case-id.ts'
import { verifyAudit } from '../../flows/store/audit-log.ts'
import type { Role } from '../../people/index.ts'
import type { Case } from '../../web/schemas/cases.ts'
import { type CaseDesk, type CaseVerb, withCaseDesk } from '../case-desk.ts'
import { loadConfiguration } from '../configuration.ts'
import { openDataDirectory } from '../data-directory.ts'
import { openOperationalDatabase } from '../operational-database.ts'
import { configuredPeople } from '../service/sign-in.ts'
import { systemClock } from '../system-ports.ts'

const ENDPOINT = { address: '2001:db8::7', protocol: 'tcp', port: 6667 }
const id = caseIdOf(ENDPOINT)

/** One desk for all of it: opening the database takes seconds, and a command line adds nothing to a decision. */
describe('noroshi case, without a service', () => {
  let directory: Awaited<ReturnType<typeof temporaryDirectory>>
  const tokens: Record<string, string> = {}

  before(async () => {
    directory = await temporaryDirectory()
    const data = openDataDirectory(directory.path)
    await using database = await openOperationalDatabase(data)
    const score = { probability: 0.9, band: 'suspected', clients: 4 } as const
    const candidate = { ...ENDPOINT, ...score, reasons: [], against: [] }
    await createRegistry(database, systemClock).propose([candidate], { actor: 'detector' })
    const people = configuredPeople(database, loadConfiguration(data.configurationFile))
    const make = async (name: string, roles: readonly Role[], isOwn: boolean) => {
      const person = await people.directory.get(name)
      tokens[`${name}${isOwn ? '' : ', made for her'}`] = (
        await people.tokens.make(person, { label: 'x', roles, days: 1 }, isOwn)
      ).secret
    }
    await people.links.invite({ id: 'hanako', name: '', roles: ['analyst'] }, 'operator')
    await people.links.invite({ id: 'taro', name: '', roles: ['approver'] }, 'operator')
    await make('hanako', ['analyst'], true)
    await make('taro', ['approver'], true)
    await make('hanako', ['analyst'], false)
  })
  after(() => directory[Symbol.asyncDispose]())

  const desk = <Result>(use: (at: CaseDesk) => Promise<Result>) => withCaseDesk(directory.path, use)
  const refused = (promise: Promise<unknown>, code: string) =>
    assert.rejects(promise, (error) => (error as { code?: string }).code === code)

  it('two persons publish, a name given at the machine is neither, and the warning is taken back', () =>
    desk(async (at) => {
      const decide = (verb: CaseVerb, who: string, more: object = {}): Promise<Case> =>
        at.decide(verb, id, { note: 'as I see it', actor: who, ...more }, tokens[who])
      assert.equal((await decide('confirm', 'root', { kind: 'controller' })).kind, 'controller')
      await refused(decide('publish', 'root'), 'PERSON_UNPROVEN')
      await refused(decide('publish', 'hanako, made for her'), 'PERSON_UNPROVEN')
      await refused(decide('publish', 'hanako'), 'COLLATERAL_TOO_GREAT')
      const override = 'no flows on this machine'
      await refused(decide('approve', 'taro'), 'CASE_TRANSITION_ILLEGAL')
      await decide('publish', 'hanako', { validHours: 24, override })
      const waiting = await at.list({ sort: 'probability', limit: 9, awaiting: 'approval' })
      assert.deepEqual(
        waiting.cases.map((one) => one.publicationRequest?.by),
        ['hanako'],
      )
      await refused(decide('approve', 'root'), 'PERSON_UNPROVEN')
      await refused(decide('approve', 'hanako'), 'ROLE_MISSING')
      const published = await decide('approve', 'taro')
      assert.deepEqual([published.status, published.warning?.status], ['published', 'active'])
      assert.equal((await at.ending(48, 9)).cases.length, 1)
      // Taking back waits for nobody, and needs no account.
      const retracted = await decide('retract', 'hanako ')
      assert.equal(retracted.warning?.status, 'retracted')
      assert.equal(
        retracted.history.at(-1)?.actor,
        'operator:hanako',
        'said to be her, and no more',
      )
      await refused(
        at.decide('reopen', id, { note: 'x', actor: 'x' }, 'noroshi_wrong'),
        'SIGN_IN_REQUIRED',
      )
    }))

  it('evidence that names somebody is refused', () =>
    desk(async (at) => {
      const evidence = {
        origin: 'cert',
        source: 'sighting',
        stance: 'for',
        observedAt: new Date().toISOString(),
        counts: {},
      } as const
      await refused(
        at.addEvidence(id, { ...evidence, text: 'asked by 192.0.2.77' }),
        'EVIDENCE_NAMES_ADDRESS',
      )
      const added = await at.addEvidence(id, { ...evidence, text: 'two members saw it' })
      assert.equal(added.voicesFor, 2)
    }))

  it('what went out and what came back stands in the audit', async () => {
    const { entries } = await noroshiJson<{ entries: { subject: string; actor: string }[] }>(
      'audit',
      'list',
      '--kind',
      'publication',
      '--data',
      directory.path,
    )
    const said = entries.map(({ subject, actor }) => `${actor} ${subject.split(': ')[1]}`)
    assert.ok(said.includes('taro approve done'), said.join('\n'))
    assert.ok(said.includes('taro approve refused, CASE_TRANSITION_ILLEGAL'))
    assert.ok(said.includes('operator:hanako retract done'))
    assert.equal((await verifyAudit(openDataDirectory(directory.path).audit)).brokenAt, undefined)
  })

  it('the command line says the same in words and codes', async () => {
    const args = ['--note', 'x', '--data', directory.path]
    const shown = await noroshi('case', 'publish', id, ...args)
    assert.deepEqual([shown.status, /PERSON_UNPROVEN/.test(shown.stderr)], [1, true])
    assert.equal((await noroshi('case', 'publish', id, '--hours', '9999', ...args)).status, 2)
    assert.equal((await noroshi('case', 'retract', id)).status, 2)
  })
})
