import { blocksOf } from './sizeGuide';
import { useLookTexts } from './words';

/** Which size fits. What an operator wrote is text, whatever is in it. */
export default function SizeGuide({ text }: { text: string }) {
  const words = useLookTexts();
  return (
    <details className="group border-y border-line">
      <summary className="flex min-h-12 items-center justify-between gap-3 font-semibold">{words.sizeGuide}<span aria-hidden className="text-2xl leading-none font-normal group-open:rotate-45">+</span></summary>
      <div className="grid gap-3 pb-4">
        {blocksOf(text).map((block, index) => (typeof block === 'string' ? <p key={index} className="max-w-prose wrap-anywhere whitespace-pre-line">{block}</p> : <Rows key={index} rows={block} label={words.sizeGuide} />))}
      </div>
    </details>
  );
}

function Rows({ rows: [head = [], ...rows], label }: { rows: string[][]; label: string }) {
  const columns = Math.max(head.length, ...rows.map(({ length }) => length));
  const cells = (row: string[]) => Array.from({ length: columns }, (_, column) => row[column] ?? '');
  return (
    // A wide table scrolls by itself, by keys too.
    // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <div role="region" aria-label={label} tabIndex={0} className="overflow-x-auto">
      <table className="border-collapse text-left">
        <thead><tr>{cells(head).map((cell, column) => <th key={column} scope="col" className="border-b border-edge py-2 pr-8 font-semibold">{cell}</th>)}</tr></thead>
        <tbody>
          {rows.map((row, index) => (
            <tr key={index}>{cells(row).map((cell, column) => <td key={column} className="border-b border-line py-2 pr-8">{cell}</td>)}</tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
