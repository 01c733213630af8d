import 'uplot/dist/uPlot.min.css';
import { useEffect, useRef, useState, type KeyboardEvent } from 'react';
import uPlot from 'uplot';
import { TIME_STYLE, dateFormat, numberFormat } from '@/lib/format';

/** Colours by name. They are looked up at every drawing, so a change of theme only needs a redraw. */
export type Tone = 'free' | 'held-fill' | 'ink' | 'muted' | 'line';

export interface Line {
  label: string;
  tone: Tone;
  width?: number;
  /** Lengths of dash and gap, so that lines are told apart without their colour. */
  dash?: number[];
  /** Columns in place of a line. */
  isBars?: boolean;
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
const LEGEND_MAX = 12;
const DAY_SECONDS = 86_400;

/** There are no half pieces. */
const WHOLE_STEPS = Array.from({ length: 8 }, (_, power) => [1, 2, 5].map((step) => step * 10 ** power)).flat();

/** Nor do clocks show half seconds. */
const TIME_STEPS = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1_800, 3_600, 7_200, 14_400, 21_600, 43_200, ...[1, 2, 7, 14, 30, 90, 365].map((days) => days * DAY_SECONDS)];

/** With a read-out of the moment under the pointer; by keyboard, the arrows move it. */
export function Chart({ times, lines, summary, locale, height }: Props) {
  const host = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot | null>(null);
  const latest = useRef(lines);
  const [pointed, setPointed] = useState<number | null>(null);
  const last = times.length - 1;
  const isLong = last > 0 && (times[last] ?? 0) - (times[0] ?? 0) > DAY_SECONDS;
  // New names need a new plot. New values only fill it.
  const shape = JSON.stringify([lines.map(({ label, tone, width, dash, isBars, endLabel }) => [label, tone, width, dash, isBars, endLabel !== undefined]), locale, height, isLong]);

  useEffect(() => {
    latest.current = lines;
    plot.current?.setData([times, ...lines.map(({ values }) => values)]);
  }, [times, lines]);

  useEffect(() => {
    const element = host.current;
    if (!element) return;
    const color = (tone: Tone) => () => resolve(element, tone);
    const font = `12px "Instrument Sans Variable", sans-serif`;
    const time = dateFormat(locale, isLong ? { day: 'numeric', month: 'short', hour: 'numeric' } : TIME_STYLE);
    const number = numberFormat(locale);
    const axis = { stroke: color('muted'), font, grid: { stroke: color('line'), width: 1 }, ticks: { show: false } };
    const hasEndLabels = latest.current.some(({ endLabel }) => endLabel !== undefined);

    const chart = new uPlot(
      {
        width: element.clientWidth,
        height,
        legend: { show: false },
        cursor: { y: false, drag: { x: false, y: false }, points: { show: false } },
        padding: [12, hasEndLabels ? END_LABEL_WIDTH : 40, 0, 0],
        scales: { y: { range: (_chart, _min, max) => [0, Math.max(1, max * 1.05)] } },
        axes: [
          { ...axis, space: 110, incrs: TIME_STEPS, grid: { show: false }, values: (_chart, splits) => splits.map((seconds) => time.format(seconds * 1000)) },
          { ...axis, size: 54, incrs: WHOLE_STEPS, values: (_chart, splits) => splits.map((value) => number.format(value)) },
        ],
        series: [
          {},
          ...latest.current.map(({ label, tone, width = 2, dash, isBars }) => {
            const paths = isBars ? uPlot.paths.bars?.({ size: [0.8, 60], align: 1 }) : uPlot.paths.stepped?.({ align: 1 });
            return {
              label, stroke: color(tone), width: isBars ? 0 : width, points: { show: false }, spanGaps: true,
              ...(dash ? { dash } : {}), ...(isBars ? { fill: color(tone) } : {}), ...(paths ? { paths } : {}),
            };
          }),
        ],
        hooks: {
          draw: [(u) => drawEndLabels(u, latest.current, resolve(element, 'ink'), font)],
          setCursor: [(u) => setPointed(u.cursor.idx ?? null)],
        },
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

  const at = Math.min(pointed ?? last, last);
  const number = numberFormat(locale);
  const moment = dateFormat(locale, isLong ? { day: 'numeric', month: 'short', ...TIME_STYLE } : TIME_STYLE).format((times[at] ?? 0) * 1000);
  const valueOf = ({ values }: Line) => number.format(values[at] ?? 0);
  const shown = lines.slice(0, LEGEND_MAX);

  const point = (index: number) => {
    const u = plot.current;
    if (u) u.setCursor({ left: u.valToPos(times[index] ?? 0, 'x'), top: 0 });
    setPointed(index);
  };
  const press = (event: KeyboardEvent) => {
    const to = { ArrowLeft: at - 1, ArrowRight: at + 1, PageDown: at - 10, PageUp: at + 10, Home: 0, End: last }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    point(Math.max(0, Math.min(last, to)));
  };

  return (
    <div className="min-w-0">
      <ul aria-hidden className="mb-2 flex flex-wrap gap-x-5 gap-y-1 text-sm font-medium">
        <li className="figures text-base text-muted">{moment}</li>
        {shown.map((line) => (
          <li key={line.label} className="flex items-center gap-2">
            <svg viewBox="0 0 28 8" className="h-2 w-7" style={{ color: `var(--color-${line.tone})` }}>
              {line.isBars ? <rect width="28" height="8" fill="currentColor" /> : <path d="M0 4H28" stroke="currentColor" strokeWidth={(line.width ?? 2) + 0.5} strokeDasharray={line.dash?.join(' ')} />}
            </svg>
            <span className="wrap-anywhere">{line.label} <span className="figures text-base">{valueOf(line)}</span></span>
          </li>
        ))}
        {lines.length > LEGEND_MAX && <li>…</li>}
      </ul>
      <div
        ref={host}
        role="slider"
        tabIndex={0}
        aria-label={summary}
        aria-valuemin={0}
        aria-valuemax={Math.max(0, last)}
        aria-valuenow={Math.max(0, at)}
        aria-valuetext={`${moment}: ${lines.map((line) => `${line.label} ${valueOf(line)}`).join(', ')}`}
        onKeyDown={press}
        className="w-full transition-none"
        style={{ height }}
      />
    </div>
  );
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
