import { z } from 'zod'

const Stated = z.strictObject({
  ja: z.string().trim().min(1).max(200),
  en: z.string().trim().min(1).max(200),
})
const Days = z.int().min(1).max(366)
const Path = z.string().min(1).max(4096)

/** Unsealed only where nobody is between: on this machine. */
const LOOPBACK = new Set(['127.0.0.1', '::1', 'localhost'])

const Mail = z
  .strictObject({
    host: z.string().regex(/^[A-Za-z0-9.:-]{1,253}$/),
    port: z.int().min(1).max(65_535).default(587),
    /** `starttls`: sealed or not at all. `tls`: sealed from the first octet. `none`: on loopback only. */
    security: z.enum(['starttls', 'tls', 'none']).default('starttls'),
    /** PEM of the authorities that vouch for the server, where the system does not know them. */
    authoritiesFile: Path.optional(),
    user: z.string().min(1).max(200).optional(),
    /** A file that holds the password and nothing else. */
    passwordFile: Path.optional(),
    /** Who writes; what comes back goes there too. */
    from: z.email().max(254),
    fromName: Stated.optional(),
  })
  .refine(({ security, host }) => security !== 'none' || LOOPBACK.has(host), {
    message: 'mail to another machine is sealed: starttls or tls',
    path: ['security'],
  })
  .refine(({ user, passwordFile }) => (user === undefined) === (passwordFile === undefined), {
    message: 'user and passwordFile go together',
    path: ['passwordFile'],
  })

const Webhook = z
  .strictObject({
    url: z
      .url({ protocol: /^https?$/ })
      .refine((text) => !text.includes('@'), 'no credentials: requests are signed'),
    /** A file that holds the key of the signatures, at least 32 characters. */
    secretFile: Path,
  })
  .refine(
    ({ url }) =>
      url.startsWith('https:') || LOOPBACK.has(new URL(url).hostname.replace(/^\[|\]$/g, '')),
    { message: 'a webhook on another machine takes https', path: ['url'] },
  )

const Letters = z.strictObject({
  /** PDF files for whoever prints and posts; in the data directory when not given. */
  directory: Path.optional(),
  fontFile: Path.default('/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc'),
  boldFontFile: Path.default('/usr/share/fonts/opentype/noto/NotoSansCJK-Bold.ttc'),
  /** In a collection of fonts (.ttc), by PostScript name. */
  fontName: z.string().max(100).default('NotoSansCJKjp-Regular'),
  boldFontName: z.string().max(100).default('NotoSansCJKjp-Bold'),
})

const TimeOfDay = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'a time of the day, 20:00')

/** Telling, reminding and observing by the running service; without it only commands do. */
const Schedule = z.strictObject({
  /** A round is planned by itself so many days after the newest one; 0: a person plans. */
  planEveryDays: z.int().min(0).max(90).default(0),
  /** Messages within an hour, beside `dailyMax` and `perMinute`. */
  hourlyMax: z.int().min(1).max(1_000_000).default(500),
  /** Nothing is sent between these times, in `timeZone`; the same twice: at any time. */
  quietFrom: TimeOfDay.default('20:00'),
  quietUntil: TimeOfDay.default('09:00'),
  /** Saturdays and Sundays are quiet as well: nobody may be at the telephone. */
  quietWeekends: z.boolean().default(true),
})

/** Telling subscribers of infected devices; nothing of it happens without this. */
export const AlertConfiguration = z
  .strictObject({
    /** A number that is answered, and when. */
    telephone: z.string().regex(/^[0-9+()\- ]{5,30}$/),
    hours: Stated,
    /** Where a subscriber finds that number without this message: the bill, the page of the provider. */
    proof: Stated,
    /** The first for which there is an address is taken. */
    channels: z
      .array(z.enum(['mail', 'webhook', 'letter']))
      .min(1)
      .max(3)
      .default(['mail']),
    mail: Mail.optional(),
    webhook: Webhook.optional(),
    letters: Letters.prefault({}),
    /** Flows of so long are looked through for lines that met a C2. */
    windowHours: z
      .int()
      .min(1)
      .max(7 * 24)
      .default(72),
    /** One contact may be a mistake: a page opened once, an address that changed hands in that second. */
    contactsMin: z.int().min(1).max(1000).default(3),
    /** Nobody is told of the same thing twice within so long. */
    repeatDays: Days.default(30),
    /** Messages a day, so that whoever answers the telephone can. */
    dailyMax: z.int().min(1).max(1_000_000).default(5_000),
    perMinute: z.int().min(1).max(6_000).default(120),
    /** Told later, so that the effect can be known. */
    heldOutPercent: z.number().min(0).max(50).default(20),
    studyDays: z.int().min(7).max(60).default(30),
    reminderAfterDays: Days.default(7),
    remindersMax: z.int().min(0).max(5).default(1),
    sessionDays: Days.default(14),
    /** A RADIUS session without a Stop is believed so long after its last packet. */
    sessionGraceMinutes: z.int().min(0).max(2_880).default(60),
    contactDays: Days.default(30),
    recordDays: Days.default(180),
    schedule: Schedule.optional(),
    /** In which the days in messages are told; an IANA name. */
    timeZone: z
      .string()
      .refine((name) => Intl.supportedValuesOf('timeZone').includes(name), 'not a time zone')
      .default('Asia/Tokyo'),
  })
  .refine(({ channels, mail }) => !channels.includes('mail') || mail !== undefined, {
    message: 'the channel mail needs a server',
    path: ['mail'],
  })
  .refine(({ channels, webhook }) => !channels.includes('webhook') || webhook !== undefined, {
    message: 'the channel webhook needs a URL and a key',
    path: ['webhook'],
  })
  .refine(
    ({ recordDays, repeatDays, studyDays }) => recordDays >= Math.max(repeatDays, studyDays),
    {
      message: 'who was told is needed for as long as nobody is told twice, and for the study',
      path: ['recordDays'],
    },
  )

export type AlertConfiguration = z.infer<typeof AlertConfiguration>
