/** A graph to measure on, as a document's text. */
export interface BenchGraph {
  readonly text: string
  readonly nodes: number
  readonly edges: number
}

/** How far apart the cards of a row, and the rows, are. */
const cell = { width: 300, height: 330 } as const

/**
 * `rows` chains of `columns` steps, x · w + b · w + …, that all begin at one input `x` and are added
 * up at their ends: nearly as many wires as nodes, each with a gradient, of both signs.
 */
export function chains(rows: number, columns: number, viewport?: object): BenchGraph {
  const nodes: object[] = []
  const edges: object[] = []
  const put = (id: string, type: string, x: number, y: number, data: object = {}) =>
    nodes.push({ id, type, position: { x, y }, data })
  const leaf = (id: string, x: number, y: number, value: number) =>
    put(id, 'tensor', x, y, { shape: [], values: [value], requiresGrad: true })
  const wire = (source: string, target: string, targetHandle: string) =>
    edges.push({ id: `e${edges.length}`, source, sourceHandle: 'out', target, targetHandle })
  leaf('x', -cell.width, 0, 0.5)
  let total = ''
  for (let row = 0; row < rows; row++) {
    let last = 'x'
    for (let column = 0; column < columns; column++) {
      const name = `${row}_${column}`
      const [x, y] = [column * cell.width, row * cell.height]
      const isProduct = column % 2 === 0
      leaf(`w${name}`, x - cell.width, y + 170, isProduct ? (row % 2 === 0 ? 0.9 : -1.1) : 0.2)
      put(`y${name}`, isProduct ? 'mul' : 'add', x, y)
      wire(last, `y${name}`, 'input')
      wire(`w${name}`, `y${name}`, 'other')
      last = `y${name}`
    }
    if (row > 0) {
      put(`s${row}`, 'add', columns * cell.width, row * cell.height)
      wire(total, `s${row}`, 'input')
      wire(last, `s${row}`, 'other')
    }
    total = row > 0 ? `s${row}` : last
  }
  const text = JSON.stringify({
    format: 'backprop-canvas',
    version: 1,
    title: `${nodes.length} nodes`,
    root: total,
    ...(viewport === undefined ? {} : { viewport }),
    nodes,
    edges,
  })
  return { text, nodes: nodes.length, edges: edges.length }
}
