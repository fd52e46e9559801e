import { useReactFlow, useViewport } from '@xyflow/react'
import { Maximize, Minus, Plus } from 'lucide-react'
import { useAppContext } from '../app.ts'
import { useApp } from '../store/store.ts'
import { laneWidth, strandLimit, strandWidth } from './edge.ts'

const samples = [0.01, 0.1, 1, 10]
/** Where on the legend's sign strands lie, and their gradients. */
const strands = [
  [2, 0.1],
  [7, 1],
  [12, 0.1],
] as const

/** What lanes mean. */
export function Legend() {
  const forward = useApp((state) => state.tangents !== null)
  return (
    <div className="legend" aria-hidden="true">
      <span>
        <svg width="30" height="10" aria-hidden="true">
          <path className="lane lane-value" d="M0 5h24" />
          <path className="head-value" d="M30 5l-8 -4v8z" />
        </svg>
        value
      </span>
      {forward && (
        <span>
          <svg width="30" height="10" aria-hidden="true">
            <path className="lane lane-tangent" d="M4 5h26" />
          </svg>
          tangent
        </span>
      )}
      <span>
        <svg width="30" height="10" aria-hidden="true">
          <path className="lane lane-positive" d="M7 5h23" strokeWidth="4" />
          <path className="head-positive" d="M0 5l8-5v10z" />
        </svg>
        gradient +
      </span>
      <span>
        <svg width="30" height="10" aria-hidden="true">
          <path className="lane lane-negative" d="M8 5h22" strokeWidth="4" />
          <path className="head-negative" d="M0 5l8-5v10z" />
        </svg>
        gradient −
      </span>
      <span>
        <svg width="30" height="10" aria-hidden="true">
          <path className="head-positive" d="M0 5l8-5v5z" />
          <path className="head-negative" d="M0 5h8v5z" />
          <path className="lane lane-positive" d="M7 2.8h23" strokeWidth="3" />
          <path className="lane lane-negative" d="M8 7.2h22" strokeWidth="3" />
        </svg>
        both signs, by share
      </span>
      <span className="if-roomy">
        width = log |g|
        <svg width="112" height="26" aria-hidden="true">
          {samples.map((gradient, at) => (
            <g key={gradient}>
              <path
                className="lane lane-positive"
                d={`M${3 + at * 28} 7h20`}
                strokeWidth={laneWidth(gradient)}
              />
              <text className="tick" x={13 + at * 28} y="25" textAnchor="middle">
                {gradient}
              </text>
            </g>
          ))}
        </svg>
      </span>
      <span className="if-spacious">
        <svg width="24" height="14" aria-hidden="true">
          {strands.map(([y, gradient]) => (
            <path
              key={y}
              className="lane lane-positive"
              d={`M0 ${y}h24`}
              strokeWidth={strandWidth(gradient)}
            />
          ))}
        </svg>
        {`a strand an element up to ${strandLimit}, then their RMS`}
      </span>
    </div>
  )
}

/** Zoom, said and changed. */
export function ZoomBar() {
  const { zoom } = useViewport()
  const flow = useReactFlow()
  const app = useAppContext()
  return (
    <div className="zoom">
      <button
        type="button"
        className="btn square"
        aria-label="Zoom out"
        onClick={() => void flow.zoomOut()}
      >
        <Minus size={16} strokeWidth={1.5} />
      </button>
      <output className="num" aria-label="Zoom">
        {Math.round(zoom * 100)} %
      </output>
      <button
        type="button"
        className="btn square"
        aria-label="Zoom in"
        onClick={() => void flow.zoomIn()}
      >
        <Plus size={16} strokeWidth={1.5} />
      </button>
      <button
        type="button"
        className="btn square"
        aria-label="Fit the graph"
        onClick={() => app.canvas.current?.fit()}
      >
        <Maximize size={16} strokeWidth={1.5} />
      </button>
    </div>
  )
}
