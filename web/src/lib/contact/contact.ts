import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { api } from '../api/client';
import type { Contact, ContactBody, Country, Drop } from '../api/types';
import { meKey, useMe } from '../session';

const contactKey = [...meKey, 'contact'] as const;

/** How the visitor is reached, as they last said. Null: they have not; undefined: not known yet. */
export function useContact(isNeeded: boolean): Contact | null | undefined {
  const { data: me } = useMe();
  const { data } = useQuery({
    queryKey: contactKey,
    queryFn: async ({ signal }) => (await api.get<Contact | undefined>('/me/contact', signal)) ?? null,
    enabled: isNeeded && !!me,
  });
  return me === null ? null : data;
}

export function useSaveContact() {
  const client = useQueryClient();
  return useMutation({
    networkMode: 'always',
    mutationFn: (contact: ContactBody) => api.put<Contact>('/me/contact', contact),
    onSuccess: (contact) => client.setQueryData(contactKey, contact),
  });
}

export const useCountries = () =>
  useQuery({ queryKey: ['countries'], queryFn: async ({ signal }) => (await api.getShared<{ items: Country[] }>('/countries', signal)).items, staleTime: Infinity });

/** What is still to be said before a drop can be bought, as the server will see it. Null: nothing. */
export function gapOf({ delivery, deliveryCountries }: Pick<Drop, 'delivery' | 'deliveryCountries'>, contact: Contact | null): 'contact' | 'address' | 'country' | null {
  if (delivery === 'none') return null;
  if (contact === null) return 'contact';
  if (delivery === 'email') return null;
  if (contact.address === null) return 'address';
  return deliveryCountries == null || deliveryCountries.includes(contact.address.country) ? null : 'country';
}

/** In lines, as on a parcel. */
export function addressLines({ name, address }: Contact, locale: string): string[] {
  if (address === null) return [name];
  const { line1, line2, postalCode, city, region, country } = address;
  return [name, line1, line2 ?? '', [postalCode, city].filter(Boolean).join(' '), region ?? '', nameOfCountry(country, locale)].filter((line) => line !== '');
}

export const nameOfCountry = (code: string, locale: string): string => new Intl.DisplayNames(locale, { type: 'region' }).of(code) ?? code;
