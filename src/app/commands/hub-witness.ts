import { readFileSync } from 'node:fs'
import { Command } from 'commander'
import { openDataDirectory } from '../data-directory.ts'
import { initialiseWitness } from '../hub/witness-directory.ts'
import { startWitness } from '../hub/witness-service.ts'
import { jsonOption, printJson, wholeNumber } from '../options.ts'

const DEFAULT_DATA = './data/witness'

const AFTER = `
For whoever watches that a hub tells everybody the same story. It needs a key, a file and a port; no data base, no
membership, and it learns of no warning.

  $ noroshi hub witness init --name witness.example.org --log 'hub.example.jp/log+5f0e…'
  $ noroshi hub witness start --host 0.0.0.0 --port 8444
  at the hub: "witnesses": [{"url": "http://witness.example.org:8444/", "key": "witness.example.org+…"}] in hub.json`

type Common = { readonly data: string; readonly json?: true }

export function hubWitnessCommand(): Command {
  const command = new Command('witness')
    .description('watch the transparency log of a hub')
    .addHelpText('after', AFTER)
  const common = (child: Command): Command =>
    child.option('--data <dir>', 'directory of the witness', DEFAULT_DATA).addOption(jsonOption())
  common(command.command('init').description('make its key'))
    .requiredOption('--name <name>', 'like a host name; it stands on every checkpoint')
    .requiredOption('--log <key...>', 'keys of the logs it watches')
    .action((options: Common & { name: string; log: string[] }) => {
      const { root } = openDataDirectory(options.data)
      const key = initialiseWitness(root, options.name, options.log)
      if (options.json) printJson({ key })
      else console.log(`Key of the witness: ${key}`)
    })
  common(command.command('start').description('answer the hub until Ctrl-C'))
    .option('--host <address>', 'where to listen', '127.0.0.1')
    .option('--port <n>', 'TCP port', wholeNumber(0, 65535), 8444)
    .option('--tls-key <file>', 'PEM')
    .option('--tls-certificate <file>', 'PEM, with the chain')
    .action(start)
  return command
}

async function start(
  options: Common & { host: string; port: number; tlsKey?: string; tlsCertificate?: string },
): Promise<void> {
  const { data, host, port, tlsKey, tlsCertificate } = options
  const ended = new Promise<void>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve())
  })
  const tls =
    tlsKey === undefined || tlsCertificate === undefined
      ? null
      : { key: readFileSync(tlsKey, 'utf8'), cert: readFileSync(tlsCertificate, 'utf8') }
  const { root } = openDataDirectory(data)
  await using service = await startWitness({ directory: root, host, port, tls })
  if (options.json) printJson({ url: service.url })
  else console.log(`The witness answers at ${service.url}`)
  await ended
}
