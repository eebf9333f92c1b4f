import assert from 'node:assert/strict'
import { it } from 'node:test'
import { commandRunner, withoutAddresses } from './command.ts'

it('hands over arguments as they are, and input, without a shell', async () => {
  assert.equal(await commandRunner(['echo'], 5_000)(['$(id)', '; id']), '$(id) ; id\n')
  assert.equal(await commandRunner(['env', 'cat'], 5_000)([], 'text'), 'text')
})

it('a program that hangs, fails or is not there is an error with a code', async () => {
  const codeOf = (command: string[], args: string[] = []) =>
    commandRunner(
      command,
      100,
    )(args).then(
      () => 'none',
      (error) => error.code,
    )
  assert.equal(await codeOf(['sleep'], ['10']), 'PLANE_UNREACHABLE')
  assert.equal(await codeOf(['/nowhere/nft']), 'PLANE_UNREACHABLE')
  assert.equal(await codeOf(['false']), 'PLANE_REFUSED')
})

it('says what a program complained of without whom it was about', async () => {
  const complaint =
    'Error: cannot add 198.51.100.7/32 timeout, 2001:db8:5::11/128 and ::ffff:10.0.0.1\nadd element 198.51.100.8'
  const said = withoutAddresses(complaint)
  assert.match(said, /^Error: cannot add …/)
  assert.doesNotMatch(said, /198|2001|10\.0/)
  await assert.rejects(
    commandRunner(['sh', '-c', 'echo no 198.51.100.7 >&2; false'], 5_000)([]),
    (error: Error) => !error.message.includes('198.51'),
  )
})
