import { ListFilter } from 'lucide-react';
import { type ReactNode, type SyntheticEvent } from 'react';
import { useSearchParams } from 'wouter';
import { Button } from '@/lib/ui/Button';
import { TextField } from '@/lib/ui/Field';
import { useConsoleTexts } from './words';

/** The longest text that a search of the API takes. */
const TEXT_MAX = 200;

/** @returns A query without what is empty. */
export const searchIn = (fields: Record<string, string | null>): string =>
  new URLSearchParams(Object.entries(fields).flatMap(([name, value]) => (value === null || value === '' ? [] : [[name, value]]))).toString();

interface Props {
  /** In this page's address: a reload and the way back find them again. */
  names: readonly string[];
  children: (value: (name: string) => string, set: (name: string, value: string) => void) => ReactNode;
}

/** The filters of one list. Closed until one is used, as most lists are read from the top. */
export function Filter({ names, children }: Props) {
  const { lists: words } = useConsoleTexts();
  const [params, setParams] = useSearchParams();
  const used = names.filter((name) => params.get(name)).length;
  const set = (name: string, value: string) => {
    const next = new URLSearchParams(params);
    if (value === '') next.delete(name);
    else next.set(name, value);
    setParams(next, { replace: true });
  };
  const clear = () => {
    const next = new URLSearchParams(params);
    names.forEach((name) => next.delete(name));
    setParams(next, { replace: true });
  };
  return (
    <details className="mb-3" open={used > 0 || undefined}>
      <summary className="inline-flex min-h-11 cursor-pointer items-center gap-2 text-sm font-semibold"><ListFilter className="size-4" aria-hidden />{used === 0 ? words.filter : words.filtered(used)}</summary>
      <div className="grid gap-3 pt-2 pb-3 sm:grid-cols-2">
        {children((name) => params.get(name) ?? '', set)}
        {used > 0 && <Button look="outline" size="small" className="min-h-11 self-end justify-self-start" onClick={clear}>{words.clear}</Button>}
      </div>
    </details>
  );
}

/** Searches when it is sent, not with each letter: each search is one of the server's. */
export function SearchForm({ label, value, onSearch }: { label: string; value: string; onSearch: (text: string) => void }) {
  const { orders: words } = useConsoleTexts();
  const search = (event: SyntheticEvent<HTMLFormElement>) => {
    event.preventDefault();
    const typed = new FormData(event.currentTarget).get('query');
    onSearch(typeof typed === 'string' ? typed.trim() : '');
  };
  return (
    <form onSubmit={search} role="search" className="grid grid-cols-[minmax(0,1fr)_auto] items-end gap-2">
      <TextField key={value} name="query" type="search" label={label} defaultValue={value} maxLength={TEXT_MAX} />
      <Button type="submit" look="outline">{words.find}</Button>
    </form>
  );
}
