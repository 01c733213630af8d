import { lazyTexts } from '@/lib/i18n/lazyTexts';
import { en, type PeopleTexts } from './en';

export const { useLazyTexts: usePeopleTexts } = lazyTexts<PeopleTexts>(en, { de: () => import('./de').then(({ de }) => de) });
