import type { ReactNode, SyntheticEvent } from 'react';
import { asProblem } from '@/lib/api/problem';
import { useTexts } from '@/lib/i18n';
import { fieldWords } from '@/lib/i18n/fieldWords';
import { Button, type Look } from '@/lib/ui/Button';
import { ProblemNotice } from '@/lib/ui/Notice';

interface Props {
  onSubmit: (read: (name: string) => string) => void;
  busy: boolean;
  error: unknown;
  submit: string;
  look?: Look;
  children: ReactNode;
}

/** A few fields and a button. What the server says of a field stands beside the field, and only the rest here. */
export function SmallForm({ onSubmit, busy, error, submit, look, children }: Props) {
  const send = (event: SyntheticEvent<HTMLFormElement>) => {
    event.preventDefault();
    if (busy) return;
    const fields = new FormData(event.currentTarget);
    onSubmit((name) => {
      const value = fields.get(name);
      return typeof value === 'string' ? value : '';
    });
  };
  const isOfFields = error != null && Object.keys(asProblem(error).fieldErrors).length > 0;
  return (
    <form onSubmit={send} className="grid justify-items-start gap-4 *:w-full" noValidate>
      {children}
      {error != null && !isOfFields && <ProblemNotice error={error} />}
      <div><Button type="submit" look={look ?? 'solid'} busy={busy}>{submit}</Button></div>
    </form>
  );
}

/** What the server found wrong with each field, in the page's language. */
export function useToldErrors(error: unknown, special: Partial<Record<string, string>> = {}): Partial<Record<string, string>> {
  const texts = useTexts();
  if (error == null) return {};
  return Object.fromEntries(Object.entries(asProblem(error).fieldErrors).map(([field, told]) =>
    [field, (told.code === 'invalid' ? special[field] : undefined) ?? fieldWords(texts, told)]));
}
