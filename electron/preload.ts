import { contextBridge, ipcRenderer } from 'electron'
import { hostMethods } from '#core/host.ts'
import { eventChannel, hostChannel, isEventName } from './channels.ts'

/** What Electron puts before the message of an error that main threw. */
const prefix = /^Error invoking remote method '[^']*': (?:\w*Error: )?/

async function invoke(channel: string, args: readonly unknown[]): Promise<unknown> {
  try {
    return await ipcRenderer.invoke(channel, ...args)
  } catch (error) {
    throw new Error(error instanceof Error ? error.message.replace(prefix, '') : String(error))
  }
}

/** Listens to one event, and returns what ends it. */
function on(event: unknown, listener: unknown): () => void {
  if (!isEventName(event)) throw new Error(`The host has no event ${JSON.stringify(event)}.`)
  if (typeof listener !== 'function') throw new Error('A listener must be a function.')
  const channel = eventChannel(event)
  const forward = (_event: unknown, detail: unknown) => void listener(detail)
  ipcRenderer.on(channel, forward)
  return () => void ipcRenderer.off(channel, forward)
}

const methods = hostMethods.map((method) => [
  method,
  (...args: readonly unknown[]) => invoke(hostChannel(method), args),
])

contextBridge.exposeInMainWorld('host', { ...Object.fromEntries(methods), on })
