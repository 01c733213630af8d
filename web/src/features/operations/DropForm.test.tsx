import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { act, fireEvent, render, screen, waitFor } from '@testing-library/react';
import { beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { Problem } from '@/lib/api/problem';
import { SpeechProvider } from '@/lib/i18n';
import { de } from '@/lib/i18n/de';
import { en } from '@/lib/i18n/en';
import { emptyDraft, readDraft, type Draft, typedTime } from './draft';
import { DropForm } from './DropForm';
import { useStoredDraft } from './storedDraft';
import { fetchConsoleTexts } from './words';
import { de as german } from './words/de';
import { en as english } from './words/en';

const invalid = (errors: Record<string, string[]>, code = 'invalid') =>
  new Problem(400, { code: 'validation_failed', errors, codes: Object.fromEntries(Object.keys(errors).map((field) => [field, [{ code }]])) });
const draft: Draft = {
  ...emptyDraft('One size', { currency: 'EUR', zone: 'Europe/Berlin' }), name: 'Air', price: '199',
  sizes: [{ key: 0, label: 'S', total: '1' }, { key: 1, label: 'M', total: '1' }],
};

interface Props {
  error?: unknown;
  initial?: Draft;
  onRead?: (value: string) => void;
}

function Form({ error = null, initial = draft, onRead }: Props) {
  const stored = useStoredDraft('test', initial);
  return <DropForm stored={stored} isNew isDraft busy={false} error={error} read={readDraft} onRead={(_read, value) => onRead?.(value)} />;
}

function show(props: Props, language: 'en' | 'de' = 'en') {
  const client = new QueryClient();
  const page = (shown: Props) => (
    <QueryClientProvider client={client}>
      <SpeechProvider initial={{ language, texts: language === 'de' ? de : en }}><Form {...shown} /></SpeechProvider>
    </QueryClientProvider>
  );
  const { rerender } = render(page(props));
  return (next: Props) => rerender(page(next));
}

const marked = () => [...document.querySelectorAll<HTMLInputElement>('[aria-invalid=true]')];
const describedAs = (element: Element) => (element.getAttribute('aria-describedby') ?? '').split(' ').map((id) => document.getElementById(id)?.textContent).at(-1);

beforeAll(() => fetchConsoleTexts('de'));
beforeEach(() => localStorage.clear());

describe('what the server finds wrong in a form', () => {
  it('is marked at each field, in the operator’s language, and the first has the focus', async () => {
    const error = invalid({ endsAt: ['Must be after the start.'], 'variants[1].label': ['Is there twice.'], 'price.currency': ['A currency of ISO 4217.'] });
    // The German words are a promise that is kept: React takes a turn to see it.
    await act(async () => {
      show({ error }, 'de');
      await Promise.resolve();
    });
    expect(marked().map(describedAs)).toEqual([german.form.errors.currency, german.form.errors.ends, german.form.errors.size]);
    expect(screen.getByText(german.problem.marked)).toBeTruthy();
    expect(document.body.textContent).not.toContain('Is there twice.');
    await waitFor(() => expect(document.activeElement).toBe(marked()[0]));
  });

  it('is worded as the server names it, where it does', () => {
    show({ error: invalid({ name: ['Contains control characters.'] }, 'characters') }, 'de');
    expect(marked().map(describedAs)).toEqual([de.fields.characters]);
  });

  it('is named where the form has no such field, and then speaks of no marks', () => {
    show({ error: invalid({ slug: ['Is taken.'], colour: ['Unknown.'] }) });
    expect(marked()).toEqual([]);
    expect(screen.getByRole('alert').textContent).toContain('slug, colour');
    expect(document.body.textContent).not.toContain('marked');
  });

  it('is not said of a field any more once that was changed', () => {
    show({ error: invalid({ name: ['Is needed.'] }) });
    expect(marked()).toHaveLength(1);
    fireEvent.change(screen.getByLabelText('Name'), { target: { value: 'Better' } });
    expect(marked()).toEqual([]);
  });

  it('that the first try was carried out is said as it is', () => {
    show({ error: new Problem(422, { code: 'idempotency_key_reused' }) });
    expect(screen.getByRole('alert').textContent).toContain(english.problem.reusedTitle);
  });
});

describe('a form', () => {
  it('asks which hour is meant where a clock change repeats it', () => {
    const onRead = vi.fn();
    show({ onRead, initial: { ...draft, startsAt: typedTime('2027-10-31T02:30') } });
    const which = screen.getByLabelText(english.form.twice);
    fireEvent.click(screen.getByText(english.form.saveDraft));
    expect(onRead).not.toHaveBeenCalled();
    expect(which.getAttribute('aria-invalid')).toBe('true');
    expect([...which.querySelectorAll('option')].map((option) => option.textContent)).toEqual(['', 'The first (GMT+2)', 'The second (GMT+1)']);
    fireEvent.change(which, { target: { value: 'true' } });
    fireEvent.click(screen.getByText(english.form.saveDraft));
    expect(onRead).toHaveBeenCalledWith('draft');
  });

  it('says what it made of a price', () => {
    show({ initial: { ...draft, price: '1.299,00' } });
    expect(screen.getByText('€1,299')).toBeTruthy();
  });

  it('marks a time that is past, when somebody has typed it', () => {
    show({});
    act(() => void fireEvent.change(screen.getByLabelText('Opens'), { target: { value: '2020-01-01T10:00' } }));
    expect(screen.getByText(english.form.pastStart)).toBeTruthy();
  });

  it('leads to the size that was added', async () => {
    show({});
    fireEvent.click(screen.getByText(english.form.addSize));
    await waitFor(() => expect(document.activeElement).toBe(screen.getAllByLabelText('Size')[2]));
  });
});
