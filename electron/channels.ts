import type { Host, HostEvents } from '#core/host.ts'

/** The channel on which the page calls a method of the host. */
export function hostChannel(method: keyof Host): string {
  return `host:${method}`
}

/** The channel on which the shell tells the page of an event. */
export function eventChannel(event: keyof HostEvents): string {
  return `host-event:${event}`
}

/** Every event's name; the compiler checks that the list is complete. */
const eventNames = { command: 0, open: 0 } satisfies Record<keyof HostEvents, 0>

/** Whether a page's word names an event. */
export function isEventName(name: unknown): name is keyof HostEvents {
  return typeof name === 'string' && Object.hasOwn(eventNames, name)
}
