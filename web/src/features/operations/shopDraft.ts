import type { LocalText, Shop, ShopInput } from '@/lib/api/types';

/** The shop in the form: everything is text. */
export interface ShopDraft {
  name: string;
  tagLine: Words;
  logoUrl: string | null;
  accent: { light: string; dark: string };
  address: string;
  supportEmail: string;
  senderName: string;
  replyTo: string;
  languages: string[];
  defaultLanguage: string;
  currency: string;
  timeZone: string;
  taxLine: Words;
}

interface Words {
  en: string;
  de: string;
}

const wordsOf = (text: LocalText | null): Words => ({ en: text?.en ?? '', de: text?.de ?? '' });

export const shopDraftOf = (shop: Shop): ShopDraft => ({
  name: shop.isNamed ? shop.name : '',
  tagLine: wordsOf(shop.tagLine),
  logoUrl: shop.logoUrl,
  accent: { light: shop.accent?.light ?? '', dark: shop.accent?.dark ?? '' },
  address: shop.address.join('\n'),
  supportEmail: shop.supportEmail ?? '',
  senderName: shop.senderName ?? '',
  replyTo: shop.replyTo ?? '',
  languages: [...shop.languages],
  defaultLanguage: shop.defaultLanguage,
  currency: shop.currency ?? '',
  timeZone: shop.timeZone ?? '',
  taxLine: wordsOf(shop.taxLine),
});

const given = (text: string): string | null => text.trim() || null;
const givenWords = ({ en, de }: Words): LocalText | null => (given(en) ?? given(de)) === null ? null : { en: given(en), de: given(de) };

/** @param version The one that was changed: if somebody else has saved meanwhile, nothing of theirs is lost. */
export const shopInputOf = (draft: ShopDraft, version: number): ShopInput => ({
  version,
  name: given(draft.name),
  tagLine: givenWords(draft.tagLine),
  logoUrl: draft.logoUrl,
  accent: { light: given(draft.accent.light), dark: given(draft.accent.dark) },
  address: draft.address.split('\n').map((line) => line.trim()).filter((line) => line !== ''),
  supportEmail: given(draft.supportEmail),
  senderName: given(draft.senderName),
  replyTo: given(draft.replyTo),
  languages: draft.languages,
  defaultLanguage: draft.languages.includes(draft.defaultLanguage) ? draft.defaultLanguage : null,
  currency: given(draft.currency),
  timeZone: given(draft.timeZone),
  taxLine: givenWords(draft.taxLine),
});
