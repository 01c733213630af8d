import { clsx } from 'clsx';
import { FileUp } from 'lucide-react';
import { useState } from 'react';
import { Link } from 'wouter';
import type { ImportError, ImportItem, ImportReport } from '@/lib/api/types';
import { asProblem } from '@/lib/api/problem';
import { useTexts } from '@/lib/i18n';
import { Button, buttonClass } from '@/lib/ui/Button';
import { OperatorProblem } from './OperatorProblem';
import { useImport } from './queries';
import { Table, Td, Th } from './Table';
import { useConsoleTexts } from './words';

/** Drops out of another program's file: chosen, looked at, and written only when the operator has seen what would become of each. */
export function Import() {
  const { imports: words } = useConsoleTexts();
  const [file, setFile] = useState<File | null>(null);
  const look = useImport(true);
  const write = useImport(false);
  const refused = write.error ? (asProblem(write.error).body.import as ImportReport | undefined) : undefined;
  const report = write.data ?? refused ?? look.data;
  const isDone = write.data !== undefined;
  const choose = (chosen: File) => {
    setFile(chosen);
    write.reset();
    look.mutate(chosen);
  };
  const count = report ? report.create + report.change : 0;
  return (
    <div className="grid gap-8">
      <div className="grid max-w-prose gap-4">
        <p>{words.advice}</p>
        <code className="block overflow-x-auto border border-line bg-sunken p-3 text-sm whitespace-pre">{'externalId,name,price,currency,variant,sku,stock\nAO-1,Air One,199.00,USD,EU 42,AO-1-42,100'}</code>
        <label className={clsx(buttonClass(report ? 'outline' : 'solid'), 'relative justify-self-start focus-within:outline-2')}>
          <FileUp className="size-4" aria-hidden />{file ? words.another : words.choose}
          <input
            type="file"
            accept=".csv,.json,text/csv,application/json"
            className="absolute inset-0 size-full cursor-pointer opacity-0 file:cursor-pointer"
            onChange={({ target }) => {
              const [chosen] = target.files ?? [];
              target.value = '';
              if (chosen) choose(chosen);
            }}
          />
        </label>
      </div>
      {look.error && <FileProblem error={look.error} />}
      {write.error && !refused && <OperatorProblem error={write.error} />}
      {file && report && (
        <section className="grid gap-4" aria-label={file.name}>
          <h2 className="text-2xl font-semibold wrap-anywhere">{file.name}</h2>
          <p role="status" className="text-lg">{isDone ? words.done : words.dry} {words.counts(report)}</p>
          <Items items={report.items} isJson={isJson(file)} />
          {!isDone && (report.refuse > 0
            ? <p role="alert" className="border-l-4 border-refused bg-surface p-3 font-semibold">{words.correct}</p>
            : count === 0
              ? <p className="text-muted">{words.nothing}</p>
              : <Button className="justify-self-start" busy={write.isPending} onClick={() => write.mutate(file)}>{words.run(count)}</Button>)}
          {isDone && <Link to="/operate?state=draft" className="inline-flex min-h-11 items-center justify-self-start underline underline-offset-4">{words.toDrafts}</Link>}
        </section>
      )}
    </div>
  );
}

export const isJson = ({ name }: File): boolean => name.toLowerCase().endsWith('.json');

/** What is wrong with the file as a whole is said in the server's words: they name columns. */
function FileProblem({ error }: { error: unknown }) {
  const { imports: words } = useConsoleTexts();
  const problem = asProblem(error);
  const said = problem.code === 'validation_failed' ? Object.values((problem.body.errors ?? {}) as Record<string, string[]>).flat() : [];
  if (said.length === 0) return <OperatorProblem error={error} />;
  return (
    <div role="alert" className="border-l-4 border-refused bg-surface p-3">
      <p className="font-semibold">{words.unreadable}</p>
      {said.map((one) => <p key={one} lang="en" className="wrap-anywhere">{one}</p>)}
    </div>
  );
}

function Items({ items, isJson }: { items: readonly ImportItem[]; isJson: boolean }) {
  const { imports: words } = useConsoleTexts();
  return (
    <Table label={words.title} className="max-h-[70vh]">
      <thead><tr><Th>{isJson ? words.place : words.line}</Th><Th>{words.drop}</Th><Th>{words.what}</Th><Th className="hidden sm:table-cell">{words.details}</Th></tr></thead>
      <tbody>
        {items.map((item) => (
          <tr key={item.line}>
            <Td className="tabular-nums">{item.line}</Td>
            <Td className="min-w-40">
              <span className="block font-medium wrap-anywhere">{item.dropId === null ? item.name : <Link to={`/operate/drops/${item.dropId}`} className="underline underline-offset-4">{item.name}</Link>}</span>
              <span className="block text-sm text-muted wrap-anywhere">{item.externalId}</span>
              {/* A phone has no room beside it. */}
              <div className="mt-1 text-sm sm:hidden"><Details item={item} isJson={isJson} /></div>
            </Td>
            <Td className={clsx('font-semibold whitespace-nowrap', item.what === 'refuse' ? 'text-refused' : item.what === 'unchanged' && 'font-normal text-muted')}>{words.outcomes[item.what]}</Td>
            <Td className="hidden min-w-60 sm:table-cell"><Details item={item} isJson={isJson} /></Td>
          </tr>
        ))}
      </tbody>
    </Table>
  );
}

function Details({ item: { line, errors, changes }, isJson }: { item: ImportItem; isJson: boolean }) {
  if (errors.length === 0) return changes.join(', ');
  return <ul className="grid gap-1">{errors.map((error, index) => <li key={index} className="wrap-anywhere"><Fault error={error} isJson={isJson} first={line} /></li>)}</ul>;
}

function Fault({ error: { line, field, code, detail }, isJson, first }: { error: ImportError; isJson: boolean; first: number }) {
  const { imports: words } = useConsoleTexts();
  const { problems } = useTexts();
  const known = code in words.faults ? words.faults[code as keyof typeof words.faults] : code in problems ? problems[code as keyof typeof problems].title : null;
  return <>{!isJson && line !== first && `${words.line} ${line}, `}<span className="font-medium">{field}</span>: {known ?? <span lang="en">{detail}</span>}</>;
}
