import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { createProgram } from '../program.ts'

describe('noroshi grant and noroshi measure, without a service', () => {
  let directory: string
  let data: string

  before(() => {
    directory = mkdtempSync(join(tmpdir(), 'noroshi-grant-'))
    data = join(directory, 'data')
  })
  after(() => rmSync(directory, { recursive: true, force: true }))

  /** What the command printed, and its exit status. */
  async function run(...words: string[]): Promise<{ out: string; code: number }> {
    const out: string[] = []
    const write = process.stdout.write
    const log = console.log
    process.exitCode = 0
    console.log = (...parts: unknown[]) => void out.push(`${parts.join(' ')}\n`)
    // The test runner's own reports are octets and go where they went.
    process.stdout.write = ((text: string | Uint8Array) =>
      typeof text === 'string'
        ? out.push(text) > 0
        : write.call(process.stdout, text)) as typeof write
    try {
      await (await createProgram(words[0])).parseAsync(['node', 'noroshi', ...words])
      return { out: out.join(''), code: Number(process.exitCode ?? 0) }
    } finally {
      process.stdout.write = write
      console.log = log
      process.exitCode = 0
    }
  }
  const grant = (...words: string[]) => run('grant', ...words, '--data', data)
  const measure = (...words: string[]) => run('measure', ...words, '--data', data)
  const json = async (command: Promise<{ out: string }>) => JSON.parse((await command).out)

  it('terms, a file, a no and a proof, as an operator does them', async () => {
    assert.match((await grant('terms')).out, /No terms|公開された文面がない/)
    const published = await json(
      grant('terms', '--publish', 'block-address', '--note', 'approved', '--json'),
    )
    assert.equal(published.id, 'block-address/1')
    const file = join(directory, 'consents.csv')
    writeFileSync(
      file,
      'subscriber,prefixes,scope,answer\nline-1,198.51.100.1,block-address,yes\nline-2,,block-address,no\n',
    )
    const tried = await grant('import', file, '--dry-run')
    assert.equal(tried.code, 0)
    assert.equal((await json(grant('statistics', '--json'))).subscribers, 0)
    assert.equal((await json(grant('import', file, '--json'))).granted, 1)
    writeFileSync(file, 'subscriber,prefixes\nline-3,nonsense\n')
    const bad = await grant('import', file)
    assert.equal(bad.code, 1)
    assert.match(bad.out, /consents\.csv:2: /)

    const standing = await json(grant('show', 'line-1', '--json'))
    assert.equal(standing.answers[0].isInForce, true)
    const no = await json(
      grant('withdraw', 'line-1', '--scope', 'block-address', '--channel', 'telephone', '--json'),
    )
    const proofFile = join(directory, 'proof.json')
    writeFileSync(proofFile, (await grant('proof', 'line-1')).out)
    assert.equal(JSON.parse(readFileSync(proofFile, 'utf8')).head, no.hash)
    assert.match((await run('grant', 'proof', '--check', proofFile)).out, /holds|正しい/)
    writeFileSync(proofFile, readFileSync(proofFile, 'utf8').replace('telephone', 'paper'))
    await assert.rejects(run('grant', 'proof', '--check', proofFile), { code: 'PROOF_INVALID' })
    assert.match((await grant('link', 'line-1')).out, /^\/my\/link\/[\w-]{43}\n/)
  })

  it('a plan to look at, names and what is never blocked', async () => {
    const until = new Date(Date.now() + 86_400_000).toISOString()
    await measure('name', 'add', 'c2.example', '--tree', '--until', until, '--reason', 'a report')
    await measure('override', 'add', '203.0.113.7:443/tcp', '--reason', 'a shop')
    const plan = await json(measure('plan', '--json'))
    assert.equal(plan.isPreview, true)
    assert.deepEqual(
      plan.added.map(({ target, plane }: { target: string; plane: string }) => [target, plane]),
      [['*.c2.example', 'any-resolver']],
    )
    assert.match((await measure('plan')).out, /\+ \*\.c2\.example/)
    await assert.rejects(measure('approve', plan.id, '--note', 'x'), {
      code: 'MEASURE_DEVICE_MISSING',
    })
    const [entry] = (await json(measure('name', 'list', '--json'))).entries
    await measure('name', 'remove', entry.id)
    assert.deepEqual((await json(measure('plan', '--json'))).added, [])
    assert.deepEqual(
      (await json(measure('changes', '--json'))).changes,
      [],
      'looking puts nothing in force',
    )
  })
})
