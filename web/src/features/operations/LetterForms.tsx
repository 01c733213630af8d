import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState, type SyntheticEvent } from 'react';
import { api } from '@/lib/api/client';
import { asProblem } from '@/lib/api/problem';
import type { LetterWords, LetterWordsList } from '@/lib/api/types';
import { LANGUAGES, useTexts, type Language } from '@/lib/i18n';
import { fieldWords } from '@/lib/i18n/fieldWords';
import { shopKey } from '@/lib/shop';
import { Button } from '@/lib/ui/Button';
import { TextArea } from '@/lib/ui/Field';
import { OperatorProblem } from './OperatorProblem';
import { useConsoleTexts } from './words';

const CODES = Object.keys(LANGUAGES) as Language[];
const lettersKey = [...shopKey, 'letters'];
const fetchLetters = (signal?: AbortSignal) => api.get<LetterWordsList>('/shop/letters', signal);

/** The emails to customers: each as it looks, with what the shop says of its own in it. */
export function LetterForms() {
  const { app } = useTexts();
  const { shop: words } = useConsoleTexts();
  // What is being typed must not be replaced by what somebody else saves: saving tells of that.
  const { data, error } = useQuery({ queryKey: lettersKey, queryFn: ({ signal }) => fetchLetters(signal), staleTime: Infinity, gcTime: 0 });
  if (error && !data) return <OperatorProblem error={error} />;
  if (!data) return <p role="status" className="label py-4">{app.loading}</p>;
  return (
    <div className="border-t border-line">
      {data.letters.map((letter) => (
        <details key={letter.kind} className="border-b border-line">
          <summary className="flex min-h-14 flex-wrap items-center gap-x-3 font-semibold">
            {words.letterKinds[letter.kind] ?? letter.kind}
            {(letter.words.en ?? letter.words.de) != null && <span className="label font-normal">{words.ownWords}</span>}
          </summary>
          <LetterForm letter={letter} />
        </details>
      ))}
    </div>
  );
}

function LetterForm({ letter }: { letter: LetterWords }) {
  const { shop: words } = useConsoleTexts();
  const texts = useTexts();
  const client = useQueryClient();
  const [draft, setDraft] = useState({ en: letter.words.en ?? '', de: letter.words.de ?? '' });
  const [isChanged, setChanged] = useState(false);
  const save = useMutation({
    networkMode: 'always',
    mutationFn: async () => {
      // Something else of the shop may have been saved meanwhile. Only these words must still be as they were read.
      const now = await fetchLetters();
      const there = now.letters.find(({ kind }) => kind === letter.kind)?.words;
      const known = client.getQueryData<LetterWordsList>(lettersKey);
      const isSame = there !== undefined && there.en === letter.words.en && there.de === letter.words.de;
      return api.put<{ words: LetterWords['words'] }>(`/shop/letters/${letter.kind}`, { version: isSame ? now.version : known?.version, en: draft.en || null, de: draft.de || null });
    },
    onSuccess: (saved) => {
      setChanged(false);
      client.setQueryData<LetterWordsList>(lettersKey, (list) => list && { ...list, letters: list.letters.map((one) => (one.kind === letter.kind ? { ...one, words: saved.words } : one)) });
    },
  });
  const { fieldErrors } = asProblem(save.error);
  const submit = (event: SyntheticEvent) => {
    event.preventDefault();
    if (!save.isPending) save.mutate();
  };
  const name = words.letterKinds[letter.kind] ?? letter.kind;
  return (
    <form onSubmit={submit} className="grid gap-4 pb-6">
      <div className="grid gap-x-6 gap-y-4 lg:grid-cols-2">
        {CODES.map((code) => {
          const error = fieldErrors[code];
          const sample = letter.samples[code];
          return (
            <div key={code} lang={code} className="grid min-w-0 content-start gap-3">
              <TextArea
                label={LANGUAGES[code]}
                rows={4}
                value={draft[code]}
                onChange={(event) => {
                  setDraft({ ...draft, [code]: event.target.value });
                  setChanged(true);
                }}
                error={error && !isChanged ? fieldWords(texts, error) : null}
              />
              {sample !== undefined && (
                <div className="grid min-w-0 gap-3 border border-line bg-surface p-4 text-sm wrap-anywhere whitespace-pre-wrap">
                  <p className="font-semibold">{sample.subject}</p>
                  <p>{sample.greeting}</p>
                  {draft[code].trim() !== '' && <p className="border-l-4 border-ink pl-3">{draft[code].trim()}</p>}
                  <p>{draft[code].trim() === '' ? sample.text : sample.text.charAt(0).toUpperCase() + sample.text.slice(1)}</p>
                </div>
              )}
            </div>
          );
        })}
      </div>
      {save.error !== null && <OperatorProblem error={save.error} />}
      <div className="flex flex-wrap items-center gap-4">
        <Button type="submit" look="outline" busy={save.isPending}>{words.saveLegal(name)}</Button>
        <p role="status" className="font-medium">{save.isSuccess && !isChanged ? words.saved : ''}</p>
      </div>
    </form>
  );
}
