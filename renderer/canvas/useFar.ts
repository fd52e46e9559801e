import { useStore } from '@xyflow/react'

/** Below this zoom no number can be read: a card is as small as a fingernail. */
const farZoom = 0.2

/** Whether the graph is seen from so far away that cards and wires show only what can be made out. */
export function useFar(): boolean {
  return useStore(({ transform }) => transform[2] < farZoom)
}
