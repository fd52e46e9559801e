import { useEffect } from 'react'
import type { AppStore } from '../store/store.ts'
import type { Theme } from '../store/view.ts'

const key = 'backprop-canvas.theme'
const dark = matchMedia('(prefers-color-scheme: dark)')
const contrast = matchMedia('(prefers-contrast: more)')

/** The theme chosen on an earlier visit; none where the browser lets pages keep nothing. */
function remembered(): Theme | null {
  try {
    const theme = localStorage.getItem(key)
    return theme === 'light' || theme === 'dark' || theme === 'system' ? theme : null
  } catch {
    return null
  }
}

function remember(theme: Theme): void {
  try {
    localStorage.setItem(key, theme)
  } catch {
    // Then it is for this visit only.
  }
}

/** The block of tokens that a theme asks for; the system’s may be high contrast. */
function shown(theme: Theme): string {
  if (theme !== 'system') return theme
  return contrast.matches ? 'high-contrast' : dark.matches ? 'dark' : 'light'
}

/** Keeps the page in the chosen theme, and the choice for the next visit. */
export function useTheme(store: AppStore): void {
  useEffect(() => {
    const theme = remembered()
    if (theme !== null) store.getState().show({ theme })
    const apply = () => {
      document.documentElement.dataset['theme'] = shown(store.getState().theme)
    }
    apply()
    dark.addEventListener('change', apply)
    contrast.addEventListener('change', apply)
    const off = store.subscribe((state, before) => {
      if (state.theme === before.theme) return
      remember(state.theme)
      apply()
    })
    return () => {
      off()
      dark.removeEventListener('change', apply)
      contrast.removeEventListener('change', apply)
    }
  }, [store])
}
