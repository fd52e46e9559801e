import { registerHooks } from 'node:module'

/** A module that stands for `electron`, by the number of its launch. */
const modules = new Map<string, object>()
const registry = Symbol.for('backprop-canvas.standin')
Reflect.set(globalThis, registry, modules)

const query = /\?standin=(\d+)$/

// Only modules that were imported with a launch's number see its Electron, and they pass it on.
registerHooks({
  resolve(specifier, context, next) {
    const number = query.exec(context.parentURL ?? '')?.[1]
    if (number === undefined) return next(specifier, context)
    if (specifier === 'electron') return { url: `standin:?standin=${number}`, shortCircuit: true }
    const found = next(specifier, context)
    return found.url.startsWith('file:')
      ? { ...found, url: `${found.url}?standin=${number}` }
      : found
  },
  load(url, context, next) {
    if (!url.startsWith('standin:')) return next(url, context)
    const number = query.exec(url)?.[1] ?? ''
    const names = Object.keys(modules.get(number) ?? {}).join(', ')
    const found = `globalThis[Symbol.for('backprop-canvas.standin')].get('${number}')`
    const source = `export const { ${names} } = ${found}`
    return { format: 'module', source, shortCircuit: true }
  },
})

let launches = 0

/** Evaluates main's script with a module of one's own in the place of `electron`. */
export async function importWithElectron(script: URL, electron: object): Promise<void> {
  launches += 1
  modules.set(String(launches), electron)
  await import(`${script.href}?standin=${launches}`)
}
