/** The name under which a page finds the stand-in's channel, until its preload script hides it. */
export const channelName = '__standinChannel'

/** What a page sends to main, and what comes back. */
export type Channel = (
  kind: 'invoke' | 'permission' | 'window',
  name: string,
  args: readonly unknown[],
) => Promise<{ readonly value: unknown } | { readonly error: string }>

type Listener = (event: object, ...args: readonly unknown[]) => void

/**
 * Runs a preload script in a page as a sandboxed, isolated one is run: it may require nothing but
 * `electron`, and what it exposes is copied and frozen. Sent to the page as text: it stands alone.
 */
export function bridge({ preload, name }: { preload: string; name: string }): void {
  if (window.top !== window) return // a preload script runs in the main frame only
  const channel = Reflect.get(window, name) as Channel
  Reflect.deleteProperty(window, name)
  const listeners = new Map<string, Set<Listener>>()

  const copy = (value: unknown): unknown => {
    if (typeof value === 'function')
      return (...args: readonly unknown[]) => copy(value(...args.map(copy)))
    if (value instanceof Promise) return value.then(copy, (error) => Promise.reject(copy(error)))
    if (value instanceof Error) return new Error(value.message)
    if (Array.isArray(value)) return Object.freeze(value.map(copy))
    if (typeof value !== 'object' || value === null) return value
    return Object.freeze(
      Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, copy(inner)])),
    )
  }

  const ipcRenderer = {
    async invoke(to: string, ...args: readonly unknown[]) {
      const reply = await channel('invoke', to, structuredClone(args))
      if ('error' in reply) throw new Error(`Error invoking remote method '${to}': ${reply.error}`)
      return reply.value
    },
    on(to: string, listener: Listener) {
      listeners.set(to, (listeners.get(to) ?? new Set()).add(listener))
    },
    off(to: string, listener: Listener) {
      listeners.get(to)?.delete(listener)
    },
  }
  const contextBridge = {
    exposeInMainWorld(key: string, api: unknown) {
      Object.defineProperty(window, key, { value: copy(api), enumerable: true })
    },
  }
  const require = (module: string) => {
    if (module !== 'electron') throw new Error(`A sandboxed preload cannot require ${module}.`)
    return { contextBridge, ipcRenderer }
  }
  Object.defineProperty(window, Symbol.for('standin'), {
    value: (to: string, args: readonly unknown[]) => {
      for (const listener of listeners.get(to) ?? []) listener({}, ...args)
    },
  })
  window.open = (url) => {
    void channel('window', String(url ?? ''), [])
    return null
  }
  navigator.permissions.query = async (descriptor) => {
    const reply = await channel('permission', descriptor.name, [])
    return { state: 'value' in reply && reply.value ? 'granted' : 'denied' } as PermissionStatus
  }
  new Function('require', 'module', 'exports', 'process', preload)(require, {}, {}, undefined)
}
