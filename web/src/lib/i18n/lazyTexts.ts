import { use } from 'react';
import { useSpeech, type Language } from './index';

/**
 * The words of a part of the pages that is fetched when it is opened. English comes with the part. Another language is fetched when it
 * is spoken; without an answer the part speaks English, and asks for the language again the next time.
 */
export function lazyTexts<Texts>(english: Texts, others: Record<Exclude<Language, 'en'>, () => Promise<Texts>>) {
  const spoken = new Map<Language, Texts | Promise<Texts>>([['en', english]]);

  function fetchTexts(language: Exclude<Language, 'en'>): Promise<Texts> {
    const texts = others[language]().then(
      (loaded) => {
        spoken.set(language, loaded);
        return loaded;
      },
      () => {
        spoken.delete(language);
        return english;
      },
    );
    spoken.set(language, texts);
    return texts;
  }

  function useLazyTexts(): Texts {
    const { language } = useSpeech();
    const texts = spoken.get(language) ?? (language === 'en' ? english : fetchTexts(language));
    return texts instanceof Promise ? use(texts) : texts;
  }
  return { useLazyTexts, fetchTexts };
}
