import type {
  FastifyBaseLogger,
  FastifyInstance,
  RawReplyDefaultExpression,
  RawRequestDefaultExpression,
  RawServerDefault,
} from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import { Problem } from '../schemas/shared.ts'

/** A Fastify whose requests and answers are typed by the zod schemas of each route. */
export type Api = FastifyInstance<
  RawServerDefault,
  RawRequestDefaultExpression,
  RawReplyDefaultExpression,
  FastifyBaseLogger,
  ZodTypeProvider
>

/** The answers of a route, for the OpenAPI document: its own, and the shape of every refusal. */
export function answers<Schema>(schema: Schema) {
  return { 200: schema, default: Problem }
}
