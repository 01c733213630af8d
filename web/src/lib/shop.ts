import { useQuery, type QueryClient } from '@tanstack/react-query';
import { api } from './api/client';
import type { LocalText, Shop } from './api/types';
import type { Language } from './i18n';

export const shopKey = ['shop'] as const;

const fetchShop = () => api.getShared<Shop>('/shop');

/** For a server that does not answer: the pages then say so themselves. */
const NAMELESS: Shop = {
  version: 0, name: '', isNamed: false, tagLine: null, logoUrl: null, logo: null, accent: null, address: [], supportEmail: null, senderName: null, replyTo: null,
  languages: ['en', 'de'], defaultLanguage: 'en', currency: null, timeZone: null, taxLine: null, legalPages: [], isDemo: false, confirmedAccountsOnly: false,
};

/** Before the first page is drawn, so that nothing is drawn under another name. */
export async function beginShop(client: QueryClient, fromPage: Shop | undefined): Promise<Shop> {
  const shop = fromPage ?? (await fetchShop().catch(() => NAMELESS));
  knowShop(client, shop);
  return shop;
}

/** Puts a shop into the pages: its name into the titles, its colour into the styles. */
export function knowShop(client: QueryClient, shop: Shop): void {
  client.setQueryData(shopKey, shop);
  paint(document.documentElement, shop.accent);
}

/** On the whole page, or on a part of it that shows what a colour would look like. */
export function paint({ style }: HTMLElement, accent: Shop['accent']): void {
  for (const theme of ['light', 'dark'] as const) {
    const colour = accent?.[theme];
    if (colour == null) style.removeProperty(`--accent-${theme}`);
    else style.setProperty(`--accent-${theme}`, colour);
  }
}

export const useShop = (): Shop => useQuery({ queryKey: shopKey, queryFn: fetchShop, staleTime: 5 * 60_000, initialData: NAMELESS, initialDataUpdatedAt: 0 }).data;

/** In this language, else in the other one. */
export const localText = (text: LocalText | null | undefined, language: Language): string | null => text?.[language] ?? text?.en ?? text?.de ?? null;
