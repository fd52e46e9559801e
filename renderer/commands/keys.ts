/** Whether this is a Mac, where the command key does what Ctrl does elsewhere. */
export const isMac = /Mac|iPhone|iPad/.test(navigator.userAgent)

/** A key event against a command's keys, such as `Mod+Shift+S`. */
export function matchesKeys(event: KeyboardEvent, keys: string): boolean {
  const parts = keys.split('+')
  const key = parts[parts.length - 1] ?? ''
  const has = (name: string) => parts.includes(name)
  const mod = isMac ? event.metaKey : event.ctrlKey
  if (mod !== has('Mod') || event.altKey !== has('Alt')) return false
  // A sign such as ? takes Shift on most keyboards: the sign itself says enough.
  const letter = /^[a-z]$/i.test(key)
  const digit = /^\d$/.test(key)
  if ((letter || key.length > 1) && event.shiftKey !== has('Shift')) return false
  if (digit) return event.code === `Digit${key}` && event.shiftKey === has('Shift')
  // With Option a Mac's letters become other signs: there the key itself is asked.
  if (letter && event.altKey) return event.code === `Key${key.toUpperCase()}`
  if (letter) return event.key.toLowerCase() === key.toLowerCase()
  if (key === 'Delete') return event.key === 'Delete' || event.key === 'Backspace'
  return (
    event.key === key ||
    (key === '=' && event.key === '+') ||
    (key === '?' && event.code === 'Slash' && event.shiftKey)
  )
}

const signs: Readonly<Record<string, string>> = isMac
  ? { Mod: '⌘', Shift: '⇧', Alt: '⌥', Delete: '⌫', Escape: 'Esc' }
  : { Mod: 'Ctrl', Escape: 'Esc', Delete: 'Del' }

/** Keys as a person reads them: `⌘K`, `Ctrl+K`. */
export function keysLabel(keys: string): string {
  return keys
    .replace('Shift+?', '?')
    .split('+')
    .map((part) => signs[part] ?? part)
    .join(isMac ? '' : '+')
}
