import { readdir, readFile, statfs } from 'node:fs/promises'
import { join } from 'node:path'
import { NoroshiError } from '../../core/error.ts'
import type { NativeReceiver } from '../../flows/collect/native-receiver.ts'
import { verifyAudit } from '../../flows/store/audit-log.ts'
import { type Configuration, loadConfiguration } from '../configuration.ts'
import { askService } from '../control-client.ts'
import type { DataDirectory } from '../data-directory.ts'
import { loadShippedModel } from '../detection.ts'
import { chosenReceiver } from '../native-receiver.ts'
import { type Finding, failed, ok, warning } from './finding.ts'
import { knownAnswer } from './known-answer.ts'
import { driftFinding, modelFinding } from './model-findings.ts'
import { noticeFinding } from './notice-finding.ts'
import { partFindings } from './part-findings.ts'

const FREE_OCTETS_MIN = 2e9
const RECEIVE_BUFFER_OCTETS = 4 * 2 ** 20

/** Looks at everything a service needs, worst news last to first; changes nothing. */
export async function* examine(directory: DataDirectory): AsyncIterable<Finding> {
  yield await service(directory)
  yield configuration(directory)
  yield await disk(directory)
  yield await receiveBuffer()
  const nativeReceiver = chosenReceiver(configuredReceiver(directory))
  yield receiver(nativeReceiver)
  yield await audit(directory)
  yield await noticeFinding(directory)
  yield* await partFindings(directory)
  yield await refusedSegments(directory)
  yield* models(directory)
  yield* path(nativeReceiver)
}

async function service(directory: DataDirectory): Promise<Finding> {
  const holder = await askService(directory.controlSocket)
  return holder
    ? ok(
        'service',
        `${holder.command} runs (process ${holder.pid})`,
        `${holder.command} が稼働中です（プロセス ${holder.pid}）`,
      )
    : ok('service', 'none runs on this directory', 'このディレクトリで稼働中のサービスはありません')
}

function configuration(directory: DataDirectory): Finding {
  try {
    loadConfiguration(directory.configurationFile)
    return ok('configuration', 'valid', '正しく読み取れました')
  } catch (error) {
    return failed('configuration', messageOf(error), messageOf(error))
  }
}

/** Each part may lie on a disk of its own; the fullest counts. */
async function disk(directory: DataDirectory): Promise<Finding> {
  const places = [directory.root, directory.flows, directory.spool, directory.audit]
  const spaces = await Promise.all(
    places.map(async (place) => {
      const found = await statfs(place).catch(() => undefined)
      return found ? [{ place, free: found.bavail * found.bsize }] : []
    }),
  )
  const [{ place, free } = { place: directory.root, free: 0 }] = spaces
    .flat()
    .sort((a, b) => a.free - b.free)
  const gigabytes = (free / 1e9).toFixed(1)
  return free >= FREE_OCTETS_MIN
    ? ok('disk', `${gigabytes} GB free`, `空き容量 ${gigabytes} GB`)
    : failed(
        'disk',
        `only ${gigabytes} GB free at ${place}; records will be dropped when it is full`,
        `${place} の空き容量が ${gigabytes} GB しかありません。なくなると記録を破棄します`,
      )
}

/** Linux grants a socket no more than this, whatever it asks for. */
async function receiveBuffer(): Promise<Finding> {
  const text = await readFile('/proc/sys/net/core/rmem_max', 'ascii').catch(() => undefined)
  if (text === undefined)
    return ok('receive buffer', 'not limited by this system', 'この環境では制限がありません')
  const octets = Number(text)
  return octets >= RECEIVE_BUFFER_OCTETS
    ? ok('receive buffer', `${octets} octets`, `${octets} オクテット`)
    : warning(
        'receive buffer',
        `the kernel grants ${octets} octets; bursts may be lost. Run: sysctl -w net.core.rmem_max=${RECEIVE_BUFFER_OCTETS}`,
        `カーネルの上限が ${octets} オクテットです。集中時に欠落することがあります。sysctl -w net.core.rmem_max=${RECEIVE_BUFFER_OCTETS} を実行してください`,
      )
}

/** A configuration that cannot be read has a finding of its own. */
function configuredReceiver(directory: DataDirectory): Configuration['receiver'] {
  try {
    return loadConfiguration(directory.configurationFile).receiver
  } catch {
    return 'auto'
  }
}

/** Both are right; the native one costs less CPU. */
function receiver(native: NativeReceiver | undefined): Finding {
  return native
    ? ok('receiver', 'native: many datagrams at a time', 'ネイティブ（データグラムをまとめて受信）')
    : ok(
        'receiver',
        'dgram: datagrams one by one, as configured or because the native one is not compiled (that needs a C compiler on Linux)',
        'dgram（1個ずつ受信）。設定による指定、またはネイティブ版が未コンパイルです（LinuxとCコンパイラが必要）',
      )
}

async function audit(directory: DataDirectory): Promise<Finding> {
  const { entryCount, unsettledDeletions, brokenAt } = await verifyAudit(directory.audit)
  if (brokenAt)
    return failed(
      'audit',
      `broken at line ${brokenAt.line}: ${brokenAt.why}`,
      `${brokenAt.line} 行目で連鎖が壊れています`,
    )
  return unsettledDeletions > 0
    ? warning(
        'audit',
        `intact, but ${unsettledDeletions} deletions were begun and their outcome is not recorded; noroshi purge settles them`,
        `正常ですが、結果の記録がない削除が ${unsettledDeletions} 件あります。noroshi purge で確定します`,
      )
    : ok('audit', `intact, ${entryCount} entries`, `正常（${entryCount} 件）`)
}

async function refusedSegments(directory: DataDirectory): Promise<Finding> {
  const files = await readdir(join(directory.spool, 'refused')).catch(() => [])
  const names = files.filter((name) => name.endsWith('.native'))
  return names.length === 0
    ? ok('spool', 'no segment was set aside', '退避されたセグメントはありません')
    : warning(
        'spool',
        `${names.length} segments that the store refused lie in spool/refused`,
        `格納できなかったセグメントが spool/refused に ${names.length} 個あります`,
      )
}

function* models(directory: DataDirectory): Iterable<Finding> {
  try {
    loadShippedModel()
  } catch (error) {
    yield failed('model', messageOf(error), messageOf(error))
    return
  }
  yield modelFinding(directory)
  yield driftFinding(directory)
}

async function* path(nativeReceiver: NativeReceiver | undefined): AsyncIterable<Finding> {
  for (const { protocol, sent, stored } of await knownAnswer(nativeReceiver)) {
    const isRight = sent.records === stored.records && sent.octets === stored.octets
    yield isRight
      ? ok(
          protocol,
          `${stored.records} records from socket to store, as sent`,
          `${stored.records} 件、受信から格納まで一致`,
        )
      : failed(
          protocol,
          `sent ${sent.records} records (${sent.octets} octets), the store has ${stored.records} (${stored.octets})`,
          `送信 ${sent.records} 件（${sent.octets} オクテット）に対し、格納は ${stored.records} 件（${stored.octets}）です`,
        )
  }
}

function messageOf(error: unknown): string {
  if (error instanceof NoroshiError) return `${error.message} [${error.code}]`
  throw error
}
