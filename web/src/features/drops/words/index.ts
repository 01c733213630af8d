import { lazyTexts } from '@/lib/i18n/lazyTexts';
import { en, type LookTexts } from './en';

export const { useLazyTexts: useLookTexts } = lazyTexts<LookTexts>(en, { de: () => import('./de').then(({ de }) => de) });
