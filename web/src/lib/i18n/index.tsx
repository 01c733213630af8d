import { createContext, use, useEffect, useMemo, useState, type ReactNode } from 'react';
import { en, type Texts } from './en';

export const LANGUAGES = { en: 'English', de: 'Deutsch' } as const;
export type Language = keyof typeof LANGUAGES;

const STORED = 'stampede.language';
const isLanguage = (value: unknown): value is Language => typeof value === 'string' && Object.hasOwn(LANGUAGES, value);

/** English comes with the page; another language is fetched when it is spoken. */
const load = (language: Language): Promise<Texts> => (language === 'de' ? import('./de').then(({ de }) => de) : Promise.resolve(en));

export function preferredLanguage(): Language {
  try {
    const stored = localStorage.getItem(STORED);
    if (isLanguage(stored)) return stored;
  } catch {
    // Storage may be forbidden: the device's language it is.
  }
  return navigator.languages.map((tag) => tag.slice(0, 2)).find(isLanguage) ?? 'en';
}

interface Speech {
  language: Language;
  /** For Intl: the device's own region where it speaks the page's language ("en-GB" keeps its dates), or the bare language. */
  locale: string;
  texts: Texts;
  speak: (language: Language) => void;
}

const localeFor = (language: Language): string => navigator.languages.find((tag) => tag.startsWith(language)) ?? language;

const SpeechContext = createContext<Speech | null>(null);

export async function initialSpeech(): Promise<{ language: Language; texts: Texts }> {
  const language = preferredLanguage();
  try {
    return { language, texts: await load(language) };
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
        void load(chosen).then((loaded) => {
          try {
            localStorage.setItem(STORED, chosen);
          } catch {
            // Then it is spoken until the page closes.
          }
          setSpoken({ language: chosen, texts: loaded });
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
