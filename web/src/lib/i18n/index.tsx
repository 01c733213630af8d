import { createContext, startTransition, use, useEffect, useMemo, useState, type ReactNode } from 'react';
import { en, type Texts } from './en';

export const LANGUAGES = { en: 'English', de: 'Deutsch' } as const;
export type Language = keyof typeof LANGUAGES;

const STORED = 'stampede.language';
const isLanguage = (value: unknown): value is Language => typeof value === 'string' && Object.hasOwn(LANGUAGES, value);

/** English comes with the page. Another language is fetched when it is spoken. */
const others: Record<Exclude<Language, 'en'>, () => Promise<Texts>> = { de: () => import('./de').then(({ de }) => de) };

export const fetchTexts = (language: Language): Promise<Texts> => (language === 'en' ? Promise.resolve(en) : others[language]());

interface Offer {
  languages: readonly string[];
  defaultLanguage: string;
}

function preferredLanguage({ languages, defaultLanguage }: Offer): Language {
  const isOffered = (value: unknown): value is Language => isLanguage(value) && languages.includes(value);
  try {
    const stored = localStorage.getItem(STORED);
    if (isOffered(stored)) return stored;
  } catch {
    // Storage is forbidden: the device's language decides.
  }
  return navigator.languages.map((tag) => tag.slice(0, 2)).find(isOffered) ?? (isLanguage(defaultLanguage) ? defaultLanguage : 'en');
}

interface Speech {
  language: Language;
  /** For Intl. The device's region if it speaks the page's language (British dates with "en-GB"), otherwise the language alone. */
  locale: string;
  texts: Texts;
  speak: (language: Language) => void;
}

const localeFor = (language: Language): string => navigator.languages.find((tag) => tag.startsWith(language)) ?? language;

const SpeechContext = createContext<Speech | null>(null);

/** @param offer The languages of the shop. */
export async function initialSpeech(offer: Offer): Promise<{ language: Language; texts: Texts }> {
  const language = preferredLanguage(offer);
  try {
    return { language, texts: await fetchTexts(language) };
  } catch {
    return { language: 'en', texts: en };
  }
}

export function SpeechProvider({ initial, children }: { initial: { language: Language; texts: Texts }; children: ReactNode }) {
  const [{ language, texts }, setSpoken] = useState(initial);

  useEffect(() => {
    document.documentElement.lang = language;
  }, [language]);

  const speech = useMemo<Speech>(
    () => ({
      language,
      texts,
      locale: localeFor(language),
      speak: (chosen) => {
        void fetchTexts(chosen).then((loaded) => {
          try {
            localStorage.setItem(STORED, chosen);
          } catch {
            // Storage is forbidden: the choice holds until the page is closed.
          }
          // A transition, so that a part of the page that fetches its own words does not go blank meanwhile.
          startTransition(() => setSpoken({ language: chosen, texts: loaded }));
        });
      },
    }),
    [language, texts],
  );
  return <SpeechContext value={speech}>{children}</SpeechContext>;
}

export function useSpeech(): Speech {
  const speech = use(SpeechContext);
  if (!speech) throw new Error('SpeechProvider is missing');
  return speech;
}

export const useTexts = (): Texts => useSpeech().texts;
