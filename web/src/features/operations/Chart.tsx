import 'uplot/dist/uPlot.min.css';
import { useEffect, useRef } from 'react';
import uPlot from 'uplot';
import { TIME_STYLE, dateFormat, numberFormat } from '@/lib/format';

/** Colours by name. They are looked up at every drawing, so a change of theme only needs a redraw. */
export type Tone = 'free' | 'held-fill' | 'ink' | 'muted' | 'line';

export interface Line {
  label: string;
  tone: Tone;
  width?: number;
  values: (number | null)[];
  /** Text at the end of the line. */
  endLabel?: string;
}

interface Props {
  /** Seconds since 1970. */
  times: number[];
  lines: Line[];
  /** For screen readers. */
  summary: string;
  locale: string;
  height: number;
}

const END_LABEL_WIDTH = 84;

/** There are no half pieces. */
const WHOLE_STEPS = Array.from({ length: 8 }, (_, power) => [1, 2, 5].map((step) => step * 10 ** power)).flat();

export function Chart({ times, lines, summary, locale, height }: Props) {
  const host = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot | null>(null);
  const latest = useRef(lines);
  // New names need a new plot. New values only fill it.
  const shape = JSON.stringify([lines.map(({ label, tone, width, endLabel }) => [label, tone, width, endLabel !== undefined]), locale, height]);

  useEffect(() => {
    latest.current = lines;
    plot.current?.setData([times, ...lines.map(({ values }) => values)]);
  }, [times, lines]);

  useEffect(() => {
    const element = host.current;
    if (!element) return;
    const color = (tone: Tone) => () => resolve(element, tone);
    const font = `12px "Instrument Sans Variable", sans-serif`;
    const time = dateFormat(locale, TIME_STYLE);
    const number = numberFormat(locale);
    const axis = { stroke: color('muted'), font, grid: { stroke: color('line'), width: 1 }, ticks: { show: false } };
    const hasEndLabels = latest.current.some(({ endLabel }) => endLabel !== undefined);

    const chart = new uPlot(
      {
        width: element.clientWidth,
        height,
        legend: { show: false },
        cursor: { show: false },
        padding: [12, hasEndLabels ? END_LABEL_WIDTH : 12, 0, 0],
        scales: { y: { range: (_chart, _min, max) => [0, Math.max(1, max * 1.05)] } },
        axes: [
          { ...axis, space: 110, grid: { show: false }, values: (_chart, splits) => splits.map((seconds) => time.format(seconds * 1000)) },
          { ...axis, size: 54, incrs: WHOLE_STEPS, values: (_chart, splits) => splits.map((value) => number.format(value)) },
        ],
        series: [
          {},
          ...latest.current.map(({ label, tone, width = 2 }) => {
            const stepped = uPlot.paths.stepped?.({ align: 1 });
            return { label, stroke: color(tone), width, points: { show: false }, spanGaps: true, ...(stepped ? { paths: stepped } : {}) };
          }),
        ],
        hooks: { draw: [(u) => drawEndLabels(u, latest.current, resolve(element, 'ink'), font)] },
      },
      [times, ...latest.current.map(({ values }) => values)],
      element,
    );
    plot.current = chart;

    const resize = new ResizeObserver(() => chart.setSize({ width: element.clientWidth, height }));
    resize.observe(element);
    const redraw = () => chart.redraw(false, true);
    const themes = new MutationObserver(redraw);
    themes.observe(document.documentElement, { attributeFilter: ['data-theme'] });
    const device = matchMedia('(prefers-color-scheme: dark)');
    device.addEventListener('change', redraw);
    return () => {
      resize.disconnect();
      themes.disconnect();
      device.removeEventListener('change', redraw);
      chart.destroy();
      plot.current = null;
    };
    // eslint-disable-next-line react-hooks/exhaustive-deps -- values arrive through setData above; a new plot for each would flicker
  }, [shape]);

  return <div ref={host} role="img" aria-label={summary} className="w-full transition-none" style={{ height }} />;
}

/** The browser resolves light-dark() in a real property only, not in a custom one, and without delay only if it has no transition. */
function resolve(element: HTMLElement, tone: Tone): string {
  element.style.color = `var(--color-${tone})`;
  return getComputedStyle(element).color;
}

function drawEndLabels(u: uPlot, lines: readonly Line[], color: string, font: string): void {
  const ratio = devicePixelRatio;
  const gap = 15 * ratio;
  const labels = lines
    .map(({ endLabel, values }) => ({ endLabel, y: u.valToPos(values.findLast((value) => value !== null) ?? 0, 'y', true) }))
    .filter((one) => one.endLabel !== undefined)
    .sort((a, b) => b.y - a.y);
  // From the lowest label upwards, each at least one line above the label before it.
  let limit = u.bbox.top + u.bbox.height + gap;
  u.ctx.save();
  u.ctx.fillStyle = color;
  u.ctx.font = font.replace('12px', `${12 * ratio}px`);
  u.ctx.textBaseline = 'middle';
  u.ctx.textAlign = 'left';
  for (const { endLabel, y } of labels) {
    limit = Math.min(y, limit - gap);
    u.ctx.fillText(endLabel ?? '', u.bbox.left + u.bbox.width + 8 * ratio, limit);
  }
  u.ctx.restore();
}
