import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'

// A value of the wrong kind is as good as none: settings must never keep the app from starting.
const schema = z.object({
  bounds: z
    .object({ x: z.int(), y: z.int(), width: z.int().positive(), height: z.int().positive() })
    .nullable()
    .catch(null),
  maximized: z.boolean().catch(false),
  recent: z.array(z.string()).catch([]),
})

/** What the shell remembers from one start to the next. */
export type SettingsValues = Readonly<z.infer<typeof schema>>

/** The shell's memory. */
export interface Settings {
  get(): SettingsValues
  update(change: Partial<SettingsValues>): void
}

/** Reads the settings kept in a folder; without a readable file there they are the defaults. */
export function readSettings(folder: string): Settings {
  const path = join(folder, 'settings.json')
  let values: SettingsValues = parse(path)
  return {
    get: () => values,
    update(change) {
      values = { ...values, ...change }
      try {
        mkdirSync(folder, { recursive: true })
        // At once and as a whole: the app may be about to end.
        writeFileSync(`${path}.tmp`, `${JSON.stringify(values, null, 2)}\n`, { flush: true })
        renameSync(`${path}.tmp`, path)
      } catch (error) {
        console.error('The settings could not be kept:', error)
      }
    },
  }
}

function parse(path: string): SettingsValues {
  try {
    return schema.parse(JSON.parse(readFileSync(path, 'utf8')))
  } catch {
    return schema.parse({})
  }
}
