/** Reads template and options template sets of NetFlow v9 (RFC 3954 §5, §6) and IPFIX (RFC 7011 §3.4). */
import type { DomainState } from '../session/domain-state.ts'
import type { Message } from '../session/message.ts'
import type { FieldSpecifier } from './field-specifier.ts'
import type { Announcement, TemplateFactory } from './template-factory.ts'

/** Smaller ids are those of sets, not of templates. */
export const TEMPLATE_ID_MIN = 256

const ENTERPRISE_BIT = 0x8000
/** RFC 3954 §6.1: the scope "interface" of NetFlow v9 is ingressInterface in IPFIX. */
const V9_SCOPE_INTERFACE = 2
const INGRESS_INTERFACE = 10

export type TemplateSetKind = {
  readonly version: 9 | 10
  readonly isOptions: boolean
}

export function readTemplateSet(
  message: Message,
  domain: DomainState,
  factory: TemplateFactory,
  kind: TemplateSetKind,
  at: number,
  end: number,
): void {
  const { view, session, receivedAtMs } = message
  let offset = at
  // A template record is at least four octets (a withdrawal); what is shorter is padding.
  while (end - offset >= 4) {
    const id = view.getUint16(offset)
    const count = view.getUint16(offset + 2)
    if (id === 0 && count === 0) return
    if (kind.version === 10 && count === 0) {
      withdraw(message, domain, kind, id)
      offset += 4
      continue
    }
    if (id < TEMPLATE_ID_MIN) {
      message.refuse('TEMPLATE_INVALID')
      return
    }
    const cursor: Cursor = { view, offset, end }
    const fields = kind.version === 9 ? fieldsOfV9(cursor, kind) : fieldsOfIpfix(cursor, kind)
    // Where one announcement is cut off, the next cannot be found.
    if (!fields) {
      message.refuse('TEMPLATE_INVALID')
      return
    }
    const octets = message.payload.subarray(offset, cursor.offset)
    offset = cursor.offset
    if (domain.templates.refresh(id, session.port, octets, receivedAtMs)) continue
    if (!domain.exporter.work.mayLearn(receivedAtMs)) {
      domain.templates.withdraw(id, session.port)
      message.refuse('TEMPLATE_FLOOD')
      continue
    }
    announce(message, domain, factory, { id, octets, fields, isOptions: kind.isOptions })
  }
}

function announce(
  message: Message,
  domain: DomainState,
  factory: TemplateFactory,
  announcement: Announcement,
): void {
  const template = factory.make(announcement, (count) =>
    message.refuse('FIELD_LENGTH_INVALID', count),
  )
  if (typeof template === 'string') {
    // Data of what cannot be read must not be read as what the id meant before.
    domain.templates.withdraw(announcement.id, message.session.port)
    message.refuse(template)
    return
  }
  domain.templates.put(template, message.session.port, message.receivedAtMs)
  domain.exporter.changes.value += 1
  if (!domain.held.has(template.id)) return
  // What waited as options may say how the flows were sampled.
  if (announcement.isOptions) message.learnt.unshift(template.id)
  else message.learnt.push(template.id)
}

function withdraw(message: Message, domain: DomainState, kind: TemplateSetKind, id: number): void {
  const { port } = message.session
  domain.exporter.changes.value += 1
  const all = kind.isOptions ? 3 : 2
  if (id === all) domain.templates.withdrawAll(port, kind.isOptions)
  else if (id >= TEMPLATE_ID_MIN) domain.templates.withdraw(id, port)
  else message.refuse('TEMPLATE_INVALID')
}

type Cursor = { readonly view: DataView; offset: number; readonly end: number }

function fieldsOfV9(cursor: Cursor, kind: TemplateSetKind): FieldSpecifier[] | undefined {
  const { view, offset } = cursor
  if (!kind.isOptions) {
    const count = view.getUint16(offset + 2)
    cursor.offset += 4
    return readFields(cursor, count, 0, false)
  }
  if (offset + 6 > cursor.end) return undefined
  const scopeOctets = view.getUint16(offset + 2)
  const optionOctets = view.getUint16(offset + 4)
  if (scopeOctets % 4 !== 0 || optionOctets % 4 !== 0) return undefined
  cursor.offset += 6
  const scopeCount = scopeOctets / 4
  return readFields(cursor, scopeCount + optionOctets / 4, scopeCount, false)?.map((field) =>
    field.isScope
      ? { ...field, id: field.id === V9_SCOPE_INTERFACE ? INGRESS_INTERFACE : 0 }
      : field,
  )
}

function fieldsOfIpfix(cursor: Cursor, kind: TemplateSetKind): FieldSpecifier[] | undefined {
  const { view, offset } = cursor
  const count = view.getUint16(offset + 2)
  if (!kind.isOptions) {
    cursor.offset += 4
    return readFields(cursor, count, 0, true)
  }
  if (offset + 6 > cursor.end) return undefined
  const scopeCount = view.getUint16(offset + 4)
  if (scopeCount > count) return undefined
  cursor.offset += 6
  return readFields(cursor, count, scopeCount, true)
}

/** Moves the cursor behind the fields; `undefined` when they are cut off. */
function readFields(
  cursor: Cursor,
  count: number,
  scopeCount: number,
  hasEnterprises: boolean,
): FieldSpecifier[] | undefined {
  const { view, end } = cursor
  if (cursor.offset + count * 4 > end) return undefined
  const fields: FieldSpecifier[] = []
  for (let i = 0; i < count; i++) {
    if (cursor.offset + 4 > end) return undefined
    const word = view.getUint16(cursor.offset)
    const length = view.getUint16(cursor.offset + 2)
    cursor.offset += 4
    let enterprise = 0
    let id = word
    if (hasEnterprises && (word & ENTERPRISE_BIT) !== 0) {
      if (cursor.offset + 4 > end) return undefined
      enterprise = view.getUint32(cursor.offset)
      id = word & ~ENTERPRISE_BIT
      cursor.offset += 4
    }
    fields.push({ id, enterprise, length, isScope: i < scopeCount })
  }
  return fields
}
