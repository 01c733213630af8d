import { lazyTexts } from '@/lib/i18n/lazyTexts';
import { en, type SecurityTexts } from './en';

export const { useLazyTexts: useSecurityTexts } = lazyTexts<SecurityTexts>(en, { de: () => import('./de').then(({ de }) => de) });
