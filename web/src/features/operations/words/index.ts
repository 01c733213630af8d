import { use } from 'react';
import { useSpeech, type Language } from '@/lib/i18n';
import { en, type ConsoleTexts } from './en';

/** English comes with the console. Another language is fetched when it is spoken. */
const others: Record<Exclude<Language, 'en'>, () => Promise<ConsoleTexts>> = { de: () => import('./de').then(({ de }) => de) };

const spoken = new Map<Language, ConsoleTexts | Promise<ConsoleTexts>>([['en', en]]);

/** Without an answer the console speaks English, and asks for the language again the next time. */
export function fetchConsoleTexts(language: Exclude<Language, 'en'>): Promise<ConsoleTexts> {
  const texts = others[language]().then(
    (loaded) => {
      spoken.set(language, loaded);
      return loaded;
    },
    () => {
      spoken.delete(language);
      return en;
    },
  );
  spoken.set(language, texts);
  return texts;
}

export function useConsoleTexts(): ConsoleTexts {
  const { language } = useSpeech();
  const texts = spoken.get(language) ?? (language === 'en' ? en : fetchConsoleTexts(language));
  return texts instanceof Promise ? use(texts) : texts;
}
