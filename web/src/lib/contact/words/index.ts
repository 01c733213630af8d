import { lazyTexts } from '../../i18n/lazyTexts';
import { en, type ContactTexts } from './en';

export const { useLazyTexts: useContactTexts } = lazyTexts<ContactTexts>(en, { de: () => import('./de').then(({ de }) => de) });
