import { useQuery } from '@tanstack/react-query';
import { api } from './api/client';
import type { LocalText, Shop } from './api/types';
import type { Language } from './i18n';

export const shopKey = ['shop'] as const;

const fetchShop = () => api.getShared<Shop>('/shop');

/** For a server that does not answer: the pages then say so themselves. */
const NAMELESS: Shop = {
  version: 0, name: '', isNamed: false, tagLine: null, logoUrl: null, accent: null, address: [], supportEmail: null, senderName: null, replyTo: null,
  languages: ['en', 'de'], defaultLanguage: 'en', currency: null, timeZone: null, taxLine: null, legalPages: [], isDemo: false, confirmedAccountsOnly: false,
};

export const useShop = (): Shop => useQuery({ queryKey: shopKey, queryFn: fetchShop, staleTime: 5 * 60_000, initialData: NAMELESS, initialDataUpdatedAt: 0 }).data;

/** In this language, else in the other one. */
export const localText = (text: LocalText | null | undefined, language: Language): string | null => text?.[language] ?? text?.en ?? text?.de ?? null;
