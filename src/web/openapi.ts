import swagger from '@fastify/swagger'
import {
  createJsonSchemaTransform,
  createJsonSchemaTransformObject,
} from 'fastify-type-provider-zod'
import { z } from 'zod'
import type { Api } from './routes/route.ts'

export type ApiDescription = {
  readonly description: string
  /** The schemas that the document names; the others stand where they are used. */
  readonly named: Readonly<Record<string, z.ZodType>>
}

/** Must be registered before the routes: it collects them as they are added. */
export async function describeApi(api: Api, { description, named }: ApiDescription): Promise<void> {
  const schemaRegistry = z.registry<{ id: string }>()
  for (const [id, schema] of Object.entries(named)) schemaRegistry.add(schema, { id })
  await api.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Noroshi',
        description,
        license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
        version: '1',
      },
      servers: [{ url: '/' }],
    },
    transform: createJsonSchemaTransform({ schemaRegistry }),
    transformObject: createJsonSchemaTransformObject({ schemaRegistry }),
  })
}
