import { lazyTexts } from '@/lib/i18n/lazyTexts';
import { en, type ConsoleTexts } from './en';

export const { useLazyTexts: useConsoleTexts, fetchTexts: fetchConsoleTexts } = lazyTexts<ConsoleTexts>(en, { de: () => import('./de').then(({ de }) => de) });
