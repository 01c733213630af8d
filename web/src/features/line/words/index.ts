import { lazyTexts } from '@/lib/i18n/lazyTexts';
import { en, type LineTexts } from './en';

export const { useLazyTexts: useLineTexts } = lazyTexts<LineTexts>(en, { de: () => import('./de').then(({ de }) => de) });
