import 'uplot/dist/uPlot.min.css';
import { useEffect, useRef } from 'react';
import uPlot from 'uplot';
import { ROUND_STEPS, short } from './figures';

export interface Line {
  name: string;
  /** A custom property of page.css, such as `--c1`. */
  color: string;
  values: number[];
}

interface Props {
  title: string;
  unit: string;
  /** Seconds from the opening, ascending. */
  at: number[];
  lines: Line[];
  /** The lines are areas, each on top of the one before. */
  stacked?: boolean;
  /** A dashed line across. */
  limit?: number;
}

const HEIGHT = 230;

export function Plot({ title, unit, at, lines, stacked = false, limit }: Props) {
  const host = useRef<HTMLDivElement>(null);

  useEffect(() => {
    const element = host.current;
    if (!element || at.length < 2) return;
    const color = (name: string) => () => getComputedStyle(element).getPropertyValue(name);
    const axis = { stroke: color('--soft'), grid: { stroke: color('--rule'), width: 1 }, ticks: { show: false }, incrs: ROUND_STEPS, font: '12px system-ui, sans-serif' };
    // The largest area is drawn first and the others over it.
    const drawn = stacked ? pile(lines).reverse() : lines;
    const told = (line: Line) => (_plot: uPlot, _value: number | null, _series: number, index: number | null) =>
      index === null ? '' : short(lines.find(({ name }) => name === line.name)?.values[index] ?? 0);
    const plot = new uPlot(
      {
        width: element.clientWidth,
        height: HEIGHT,
        padding: [10, 14, 0, 0],
        cursor: { y: false, points: { size: 7 } },
        scales: { x: { time: false }, y: { range: (_plot, _min, max) => [0, top(max, limit)] } },
        axes: [
          { ...axis, size: 30, grid: { show: false }, values: (_plot, splits) => splits.map((value) => `${short(value)} s`) },
          { ...axis, size: 52, values: (_plot, splits) => splits.map(short) },
        ],
        series: [
          { label: 'at', value: (_plot, value: number | null) => (value === null ? '' : `${value.toFixed(1)} s`) },
          ...drawn.map((line) => ({
            label: line.name, stroke: color(line.color), width: stacked ? 0 : 1.8, points: { show: false }, value: told(line),
            ...(stacked ? { fill: color(line.color) } : {}),
          })),
        ],
        hooks: { draw: [(u) => { mark(u, color, limit); }] },
      },
      [at, ...drawn.map(({ values }) => values)],
      element,
    );

    const resize = new ResizeObserver(() => plot.setSize({ width: element.clientWidth, height: HEIGHT }));
    resize.observe(element);
    const device = matchMedia('(prefers-color-scheme: dark)');
    const redraw = () => plot.redraw(false, true);
    device.addEventListener('change', redraw);
    return () => {
      resize.disconnect();
      device.removeEventListener('change', redraw);
      plot.destroy();
    };
  }, [at, lines, stacked, limit]);

  return (
    <figure>
      <figcaption>{title} <small>{unit}</small></figcaption>
      {at.length < 2
        ? <p className="none">Nothing to draw.</p>
        : <div ref={host} role="img" aria-label={`${title}, ${unit}: ${lines.map(({ name, values }) => `${name} at most ${short(Math.max(...values))}`).join(', ')}`} />}
    </figure>
  );
}

function pile(lines: readonly Line[]): Line[] {
  const floor: number[] = [];
  return lines.map((line) => ({ ...line, values: line.values.map((value, i) => (floor[i] = (floor[i] ?? 0) + value)) }));
}

/** A limit that is near belongs on the chart. One far above would press the lines flat. */
function top(max: number, limit: number | undefined): number {
  const highest = limit !== undefined && limit < max * 3 ? Math.max(max, limit * 1.05) : max;
  return highest > 0 ? highest * 1.05 : 1;
}

/** Dashed: the opening, where the chart begins before it, and the limit, where the chart reaches it. */
function mark(u: uPlot, color: (name: string) => () => string, limit: number | undefined): void {
  const { left, top: upper, width, height } = u.bbox;
  const dashed = (stroke: string, fromX: number, fromY: number, toX: number, toY: number) => {
    u.ctx.strokeStyle = stroke;
    u.ctx.beginPath();
    u.ctx.moveTo(fromX, fromY);
    u.ctx.lineTo(toX, toY);
    u.ctx.stroke();
  };
  u.ctx.save();
  u.ctx.lineWidth = devicePixelRatio;
  u.ctx.setLineDash([5 * devicePixelRatio, 4 * devicePixelRatio]);
  if ((u.scales['x']?.min ?? 0) < 0) {
    const x = u.valToPos(0, 'x', true);
    dashed(color('--soft')(), x, upper, x, upper + height);
  }
  if (limit !== undefined && limit <= (u.scales['y']?.max ?? 0)) {
    const y = u.valToPos(limit, 'y', true);
    dashed(color('--bad')(), left, y, left + width, y);
  }
  u.ctx.restore();
}
