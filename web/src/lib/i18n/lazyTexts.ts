import { use } from 'react';
import { useSpeech, type Language } from './index';

const AGAIN_AFTER_MS = 5_000;

/**
 * The words of a part of the pages that is fetched when it is opened. English comes with the part. Another language is fetched when it
 * is spoken; without an answer the part speaks English, and asks for the language again the next time.
 */
export function lazyTexts<Texts>(english: Texts, others: Record<Exclude<Language, 'en'>, () => Promise<Texts>>) {
  const spoken = new Map<Language, Promise<Texts>>();

  function fetchTexts(language: Exclude<Language, 'en'>): Promise<Texts> {
    const known = spoken.get(language);
    if (known) return known;
    const texts = others[language]().catch(() => {
      setTimeout(() => spoken.delete(language), AGAIN_AFTER_MS);
      return english;
    });
    spoken.set(language, texts);
    return texts;
  }

  // The promise stays the promise when it is kept: React renders again what waited for it, and wants the same hooks in it.
  function useLazyTexts(): Texts {
    const { language } = useSpeech();
    return language === 'en' ? english : use(fetchTexts(language));
  }
  return { useLazyTexts, fetchTexts };
}
