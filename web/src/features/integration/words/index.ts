import { lazyTexts } from '@/lib/i18n/lazyTexts';
import { en, type IntegrationTexts } from './en';

export const { useLazyTexts: useIntegrationTexts } = lazyTexts<IntegrationTexts>(en, { de: () => import('./de').then(({ de }) => de) });
