// Line drawings with logarithmic axes, as SVG: nothing here needs a library.

import type { Curve } from './results.ts'

export interface Drawing {
  readonly title: string
  readonly x: string
  readonly y: string
  /** Whether each step to the right is a multiple, as with lengths of history; otherwise it is a sum. */
  readonly isLogarithmic: boolean
  readonly curves: readonly Curve[]
}

interface Scale {
  readonly place: (value: number) => number
  readonly marks: readonly number[]
}

const width = 760
const height = 420
const frame = { left: 70, right: 560, top: 50, bottom: 360 }
const colours = ['#1b6ca8', '#c8553d', '#3a7d44', '#8a5a99', '#b08900', '#4a4e69']

export function draw(drawing: Drawing): string {
  const points = drawing.curves.flatMap((curve) => curve.points)
  const x = scaleOf(
    points.map(([value]) => value),
    [frame.left, frame.right],
    drawing.isLogarithmic,
  )
  const y = scaleOf(
    points.map(([, value]) => value),
    [frame.bottom, frame.top],
    true,
  )
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" role="img" font-family="sans-serif" font-size="12">
<title>${escaped(drawing.title)}</title>
<rect width="${width}" height="${height}" fill="#ffffff"/>
<text x="${frame.left}" y="28" font-size="16">${escaped(drawing.title)}</text>
${x.marks.map((mark) => upright(x.place(mark), mark)).join('\n')}
${y.marks.map((mark) => level(y.place(mark), mark)).join('\n')}
<text x="${(frame.left + frame.right) / 2}" y="${height - 14}" text-anchor="middle">${escaped(drawing.x)}</text>
<text transform="translate(18 ${(frame.top + frame.bottom) / 2}) rotate(-90)" text-anchor="middle">${escaped(drawing.y)}</text>
${drawing.curves.map((curve, index) => lineOf(curve, index, x, y)).join('\n')}
</svg>
`
}

function upright(place: number, mark: number): string {
  return `<line x1="${at(place)}" x2="${at(place)}" y1="${frame.top}" y2="${frame.bottom}" stroke="#e4e4e4"/><text x="${at(place)}" y="${frame.bottom + 18}" text-anchor="middle">${figure(mark)}</text>`
}

function level(place: number, mark: number): string {
  return `<line x1="${frame.left}" x2="${frame.right}" y1="${at(place)}" y2="${at(place)}" stroke="#e4e4e4"/><text x="${frame.left - 8}" y="${at(place + 4)}" text-anchor="end">${figure(mark)}</text>`
}

function lineOf(curve: Curve, index: number, x: Scale, y: Scale): string {
  const colour = colours[index % colours.length]
  const places = curve.points.map(([across, up]) => [at(x.place(across)), at(y.place(up))] as const)
  const legend = frame.top + 8 + index * 20
  return [
    `<polyline fill="none" stroke="${colour}" stroke-width="2" points="${places.map((place) => place.join(',')).join(' ')}"/>`,
    ...places.map(([across, up]) => `<circle cx="${across}" cy="${up}" r="3" fill="${colour}"/>`),
    `<line x1="${frame.right + 18}" x2="${frame.right + 38}" y1="${legend}" y2="${legend}" stroke="${colour}" stroke-width="2"/>`,
    `<text x="${frame.right + 44}" y="${legend + 4}">${escaped(curve.name)}</text>`,
  ].join('\n')
}

function scaleOf(
  values: readonly number[],
  [from, to]: readonly [number, number],
  isLogarithmic: boolean,
): Scale {
  const known = values.filter((value) => Number.isFinite(value) && (value > 0 || !isLogarithmic))
  const [least, most] = [Math.min(...known), Math.max(...known)]
  const marks = isLogarithmic ? powers(least, most) : steps(most)
  const [low, high] = [marks[0] ?? 0, marks.at(-1) ?? 1]
  const fold = (value: number) => (isLogarithmic ? Math.log10(Math.max(value, low)) : value)
  const span = fold(high) - fold(low) || 1
  return { marks, place: (value) => from + ((fold(value) - fold(low)) / span) * (to - from) }
}

/** 0.1, 1, 10 … around all values. */
function powers(least: number, most: number): readonly number[] {
  const first = Math.floor(Math.log10(least))
  const last = Math.max(first + 1, Math.ceil(Math.log10(most) - 1e-9))
  return Array.from({ length: last - first + 1 }, (_, index) => 10 ** (first + index))
}

/** Round steps from zero to beyond the largest value. */
function steps(most: number): readonly number[] {
  const rough = most / 5
  const power = 10 ** Math.floor(Math.log10(rough))
  const step = [1, 2, 5, 10].map((one) => one * power).find((one) => one >= rough) ?? rough
  return Array.from({ length: Math.ceil(most / step - 1e-9) + 1 }, (_, index) => index * step)
}

function figure(value: number): string {
  return Number(value.toPrecision(6)).toLocaleString('en-GB')
}

function at(value: number): string {
  return Number.isFinite(value) ? value.toFixed(1) : '0'
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;')
}
