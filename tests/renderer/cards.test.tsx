import { ReactFlowProvider } from '@xyflow/react'
import { act } from 'react'
import { describe, expect, it } from 'vitest'
import { type NdArray, ops, type Shape } from '#core/index.ts'
import { type BodyProps, bodies } from '../../renderer/canvas/bodies.tsx'
import { OpNode } from '../../renderer/canvas/OpNode.tsx'
import { CurvePlot } from '../../renderer/canvas/plots/CurvePlot.tsx'
import { LossPlot } from '../../renderer/canvas/plots/LossPlot.tsx'
import { draw } from '../kit/draw.tsx'
import { TestApp } from '../kit/TestApp.ts'

const array = (values: readonly number[], shape: Shape = [values.length]): NdArray => ({
  shape,
  dtype: 'float64',
  data: Float64Array.from(values),
})

const body = (value: NdArray, grad: NdArray | null = null): BodyProps => ({
  id: 'a',
  name: 'a',
  root: 'L',
  value,
  grad,
  range: null,
  known: { value: true, grad: true },
  width: 252,
})

describe('a curve on a card', () => {
  it('tells the slope of every element, however many there are', async () => {
    const app = new TestApp()
    const input = array(Array.from({ length: 200 }, (_, at) => at / 200))
    const value = array(Array.from(input.data, (x) => x * x))
    app.state.setElement(160)
    const place = await draw(
      app,
      <CurvePlot
        op={ops.square as never}
        attrs={{}}
        id="y"
        inputs={[input]}
        sources={['x']}
        value={value}
        name="y"
        width={240}
      />,
    )
    // d(x²)/dx at 0.8.
    expect(place.querySelector('svg[role=group]')?.getAttribute('aria-label')).toMatch(
      /; at 0\.8 the slope is 1\.6$/,
    )
    await act(async () => app.state.setElement(20))
    expect(place.querySelector('svg[role=group]')?.getAttribute('aria-label')).toMatch(
      /; at 0\.1 the slope is 0\.2$/,
    )
  })
})

describe('a loss on a card', () => {
  const pairs = async (input: NdArray, target: NdArray) => {
    const place = await draw(new TestApp(), <LossPlot input={input} target={target} width={160} />)
    return Array.from(place.querySelectorAll('title'), (title) => title.textContent)
  }

  it('sets every value against the target it is subtracted from, broadcast or not', async () => {
    expect(await pairs(array([1, 2]), array([3, 4]))).toEqual(['1 against 3', '2 against 4'])
    expect(await pairs(array([1, 2, 3, 4], [2, 2]), array([5, 6]))).toEqual([
      '1 against 5',
      '2 against 6',
      '3 against 5',
      '4 against 6',
    ])
    // As many elements on both sides, but every one meets every other.
    expect(await pairs(array([1, 2]), array([3, 4], [2, 1]))).toEqual([
      '1 against 3',
      '2 against 3',
      '1 against 4',
      '2 against 4',
    ])
  })
})

describe('a large tensor on a card', () => {
  const says = async (value: NdArray) => {
    const place = await draw(new TestApp(), <bodies.large {...body(value)} />)
    return place.querySelector('b')?.textContent
  }

  it('says from where to where it goes, and that NaN is among it', async () => {
    expect(await says(array([2, -1, 3]))).toBe('−1 … 3')
    expect(await says(array([Number.NaN, 2, -1]))).toBe('−1 … 2, NaN')
    expect(await says(array([Number.NaN, Number.NaN]))).toBe('NaN')
  })
})

describe('the chosen element', () => {
  it('is the last where a tensor is shorter', async () => {
    const app = new TestApp()
    app.state.setElement(7)
    const chosen = (place: HTMLElement) =>
      Array.from(place.querySelectorAll('[aria-current]'), (it) => it.textContent)
    expect(chosen(await draw(app, <bodies.vector {...body(array([4, 5]))} />))).toEqual(['51'])
    const matrix = array([1, 2, 3, 4], [2, 2])
    expect(chosen(await draw(app, <bodies.matrix {...body(matrix, matrix)} />))).toEqual(['4', '4'])
  })
})

describe('a card without a value', () => {
  it('calls those it waits for by their names', async () => {
    const app = new TestApp().add('tanh', 't').add('relu', 'r').wire('t → r.input')
    app.state.edit((doc) => ({
      ...doc,
      nodes: doc.nodes.map((node) => (node.id === 't' ? { ...node, data: { label: 'H' } } : node)),
    }))
    const props = { id: 'r' } as Parameters<typeof OpNode>[0]
    const place = await draw(
      app,
      <ReactFlowProvider>
        <OpNode {...props} />
      </ReactFlowProvider>,
    )
    expect(place.textContent).toContain('waits for H')
  })
})
