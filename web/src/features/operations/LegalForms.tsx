import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState, type SyntheticEvent } from 'react';
import { api } from '@/lib/api/client';
import { asProblem } from '@/lib/api/problem';
import type { LegalPage, LegalSource } from '@/lib/api/types';
import { LANGUAGES, useTexts, type Language } from '@/lib/i18n';
import { fieldWords } from '@/lib/i18n/fieldWords';
import { shopKey } from '@/lib/shop';
import { Button } from '@/lib/ui/Button';
import { TextArea } from '@/lib/ui/Field';
import { OperatorProblem } from './OperatorProblem';
import { useConsoleTexts } from './words';

const PAGES: LegalPage[] = ['imprint', 'privacy', 'terms', 'returns'];
const CODES = Object.keys(LANGUAGES) as Language[];

/** Imprint, privacy, terms and returns: each is fetched when it is opened. */
export function LegalForms({ written }: { written: readonly LegalPage[] }) {
  const { shop: words } = useConsoleTexts();
  const { legal } = useTexts();
  const [opened, setOpened] = useState<ReadonlySet<LegalPage>>(new Set());
  return (
    <div className="border-t border-line">
      {PAGES.map((page) => (
        <details key={page} className="border-b border-line" onToggle={(event) => { if (event.currentTarget.open) setOpened((before) => new Set(before).add(page)); }}>
          <summary className="flex min-h-14 items-center gap-3 font-semibold">{legal[page]}<span className="label font-normal">{written.includes(page) ? words.written : words.unwritten}</span></summary>
          {opened.has(page) && <LegalSourceOf page={page} />}
        </details>
      ))}
    </div>
  );
}

const sourceKey = (page: LegalPage) => [...shopKey, 'source', page];

function LegalSourceOf({ page }: { page: LegalPage }) {
  const { app } = useTexts();
  const { data, error } = useQuery({
    queryKey: sourceKey(page),
    queryFn: ({ signal }) => api.get<LegalSource>(`/shop/legal/${page}/source`, signal),
    // What is being typed must not be replaced by what somebody else saves: saving tells of that.
    staleTime: Infinity,
    gcTime: 0,
  });
  if (error) return <OperatorProblem error={error} />;
  return data ? <LegalForm page={page} source={data} /> : <p role="status" className="label py-4">{app.loading}</p>;
}

function LegalForm({ page, source }: { page: LegalPage; source: LegalSource }) {
  const { shop: words } = useConsoleTexts();
  const texts = useTexts();
  const client = useQueryClient();
  const [draft, setDraft] = useState({ en: source.text.en ?? '', de: source.text.de ?? '' });
  const [kept, setKept] = useState(source.text);
  const [isChanged, setChanged] = useState(false);
  const save = useMutation({
    networkMode: 'always',
    mutationFn: async () => {
      // Another page may have been saved since this one was opened. Only this page must still be as it was read.
      const now = await api.get<LegalSource>(`/shop/legal/${page}/source`);
      const isSame = now.text.en === kept.en && now.text.de === kept.de;
      return api.put<LegalSource>(`/shop/legal/${page}`, { version: isSame ? now.version : source.version, en: draft.en || null, de: draft.de || null });
    },
    onSuccess: ({ text }) => {
      setKept(text);
      setChanged(false);
      void client.invalidateQueries({ queryKey: shopKey, exact: true });
      void client.invalidateQueries({ queryKey: [...shopKey, 'legal'] });
    },
  });
  const { fieldErrors } = asProblem(save.error);
  const submit = (event: SyntheticEvent) => {
    event.preventDefault();
    if (!save.isPending) save.mutate();
  };
  return (
    <form onSubmit={submit} className="grid gap-4 pb-6">
      <p className="label font-normal">{words.legalAdvice}</p>
      <div className="grid gap-4 lg:grid-cols-2">
        {CODES.map((code) => {
          const error = fieldErrors[code];
          return (
            <TextArea
              key={code}
              lang={code}
              label={LANGUAGES[code]}
              rows={12}
              value={draft[code]}
              onChange={(event) => {
                setDraft({ ...draft, [code]: event.target.value });
                setChanged(true);
              }}
              error={error && !isChanged ? fieldWords(texts, error) : null}
            />
          );
        })}
      </div>
      {save.error !== null && <OperatorProblem error={save.error} />}
      <div className="flex flex-wrap items-center gap-4">
        <Button type="submit" look="outline" busy={save.isPending}>{words.saveLegal(texts.legal[page])}</Button>
        <p role="status" className="font-medium">{save.isSuccess && !isChanged ? words.saved : ''}</p>
      </div>
    </form>
  );
}
