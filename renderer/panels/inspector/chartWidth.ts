import { createContext, type RefCallback, use, useCallback, useState } from 'react'

/** The inspector's inside before it has been measured, in px. */
const usualPx = 296

const ChartWidth = createContext(usualPx)

/** Tells charts how wide they may be. */
export const ChartWidthProvider = ChartWidth.Provider

/** How wide a chart in the inspector may be, in px. */
export const useChartWidth = () => use(ChartWidth)

/** Measures the inside of an element, padding and scroll bar taken off. */
export function useInsideWidth(): readonly [RefCallback<HTMLElement>, number] {
  const [widthPx, setWidthPx] = useState(usualPx)
  const ref = useCallback((element: HTMLElement | null) => {
    if (element === null) return
    const observer = new ResizeObserver(([entry]) => {
      const width = Math.floor(entry?.contentRect.width ?? 0)
      if (width > 0) setWidthPx(width)
    })
    observer.observe(element)
    return () => observer.disconnect()
  }, [])
  return [ref, widthPx]
}
