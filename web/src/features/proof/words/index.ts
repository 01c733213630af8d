import { use } from 'react';
import { useSpeech } from '@/lib/i18n';
import { en, type ProofTexts } from './en';

const spoken = new Map<string, Promise<ProofTexts>>();

/** English comes with the page. German is fetched when it is spoken; if it does not come, the page speaks English. */
export function useProofTexts(): ProofTexts {
  const { language } = useSpeech();
  if (language === 'en') return en;
  let texts = spoken.get(language);
  if (!texts) {
    texts = import('./de').then(
      ({ de }) => de,
      () => {
        spoken.delete(language);
        return en;
      },
    );
    spoken.set(language, texts);
  }
  return use(texts);
}
