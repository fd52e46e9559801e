import { useSyncExternalStore } from 'react'
import { useApp } from '../../store/store.ts'

/** Whether the system asks for as little motion as can be. */
export const reducedMotion = matchMedia('(prefers-reduced-motion: reduce)')

function subscribe(changed: () => void): () => void {
  reducedMotion.addEventListener('change', changed)
  document.addEventListener('visibilitychange', changed)
  return () => {
    reducedMotion.removeEventListener('change', changed)
    document.removeEventListener('visibilitychange', changed)
  }
}

const mayMove = () => !reducedMotion.matches && !document.hidden

/** Whether the gradient runs: the user wants it, the system does not mind, and somebody can see it. */
export function useMotion(): boolean {
  const wanted = useApp((state) => state.flowing)
  return useSyncExternalStore(subscribe, mayMove) && wanted
}
