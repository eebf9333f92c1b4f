import { z } from 'zod'

const MAIL_ADDRESS = z
  .string()
  .max(254)
  .regex(/^[^\s@,;<>"]+@[^\s@,;<>"]+$/, 'a mail address')

/** `notify` in `hub.json`: who of the association is told when something waits for a person. */
export const NOTIFY = z
  .strictObject({
    /** Receives one JSON document for each notice. */
    webhook: z
      .strictObject({
        url: z
          .url({ protocol: /^https?$/ })
          .refine(
            (text) =>
              text.startsWith('https:') || /^(localhost|127\.|\[::1\])/.test(new URL(text).host),
            'https, except on this machine',
          ),
        /** A file that holds the bearer token and nothing else. */
        tokenFile: z.string().min(1).optional(),
      })
      .nullable()
      .default(null),
    mail: z
      .strictObject({
        host: z.string().min(1).max(253),
        port: z.number().int().min(1).max(65_535),
        security: z.enum(['starttls', 'tls', 'none']).default('starttls'),
        from: MAIL_ADDRESS,
        to: z.array(MAIL_ADDRESS).min(1).max(20),
        user: z.string().min(1).optional(),
        /** A file that holds the password and nothing else. */
        passwordFile: z.string().min(1).optional(),
        /** PEM of the authority of the server's certificate, where the system does not know it. */
        authorityFile: z.string().min(1).optional(),
      })
      .nullable()
      .default(null),
  })
  .prefault({})
export type NotifySettings = z.infer<typeof NOTIFY>
