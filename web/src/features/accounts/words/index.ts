import { lazyTexts } from '@/lib/i18n/lazyTexts';
import { en, type AccountTexts } from './en';

export const { useLazyTexts: useAccountTexts } = lazyTexts<AccountTexts>(en, { de: () => import('./de').then(({ de }) => de) });
