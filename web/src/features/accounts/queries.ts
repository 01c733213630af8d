import { useMutation, useQuery, useQueryClient, type QueryClient } from '@tanstack/react-query';
import { api } from '@/lib/api/client';
import { Problem } from '@/lib/api/problem';
import type { Invitation, Me, NotifyState, Profile } from '@/lib/api/types';
import type { LiveConnection } from '@/lib/live/connection';
import { useLiveConnection } from '@/lib/live/useLive';
import type { Language } from '@/lib/i18n';
import { accountKey, fetchMe, meKey } from '@/lib/session';
import { tellOtherTabs } from '@/lib/tabs';

/**
 * Removes everything of the person before from the page.
 * @param me Who is signed in now. Undefined: not known yet.
 */
export async function becomeSomeoneElse(client: QueryClient, live: LiveConnection, me?: Me | null): Promise<void> {
  if (me === undefined) await client.invalidateQueries({ queryKey: accountKey });
  else client.setQueryData(accountKey, me);
  await client.resetQueries({ queryKey: meKey, predicate: ({ queryKey }) => queryKey[1] !== accountKey[1] });
  void live.reopen();
}

/** @param change Gives who is signed in after it. */
function useAccountChange<Input>(change: (input: Input) => Promise<Me | null>) {
  const client = useQueryClient();
  const live = useLiveConnection();
  return useMutation({
    mutationFn: change,
    networkMode: 'always',
    onSuccess: async (me) => {
      tellOtherTabs('account');
      await becomeSomeoneElse(client, live, me);
    },
  });
}

/** Checks that the sign-in had an effect: it has none in a browser that keeps no cookies. */
const useArrival = <Input>(arrive: (input: Input) => Promise<unknown>) =>
  useAccountChange(async (input: Input) => {
    await arrive(input);
    const me = await fetchMe();
    if (me === null) throw new Problem(401, { code: 'cookies_needed' });
    return me;
  });

export interface Credentials {
  email: string;
  password: string;
}

const signIn = (credentials: Credentials) => api.post('/accounts/sign-in?useCookies=true', credentials);

/**
 * Goes on with what was begun before the sign-in. Not by a callback given to `mutate`: that is lost where the page, which knows sooner
 * who is there, takes the form away. What was refused is shown by the form.
 */
export const goOn = (arriving: Promise<unknown>, onSignedIn: (() => void) | undefined): void => void arriving.then(onSignedIn, () => undefined);

export const useGuest = () => useArrival(({ displayName }: { displayName: string }) => api.post('/accounts/guest?useCookies=true', { displayName }));

export const useSignIn = () => useArrival(signIn);

/** Completes a sign-in that asks for a second factor: by a code, or by the passkey that the browser is asked for. */
export const useCompleteSignIn = (ticket: string) =>
  useArrival(async (factor: { code?: string; recoveryCode?: string } | 'passkey') => {
    const path = '/accounts/sign-in/second-factor';
    const { answerByPasskey } = await import('./security/passkeys');
    const proof = factor === 'passkey' ? await answerByPasskey(await api.post(`${path}/passkey-options`, { ticket })) : factor;
    await api.post(`${path}?useCookies=true`, { ticket, ...proof });
  });

export const useInvitation = (token: string) =>
  useQuery({ queryKey: ['invitation', token], queryFn: () => api.post<Invitation>('/accounts/invitation', { token }), retry: false, staleTime: Infinity, enabled: token !== '' });

/** Of a new account a sign-in follows; whoever has one is signed in with it. */
export const useAcceptInvitation = (token: string, email: string) =>
  useArrival(async (made: { displayName: string; password: string } | undefined) => {
    await api.post('/accounts/invitation/accept', { token, ...made });
    if (made) await signIn({ email, password: made.password });
  });

export const useRegister = () =>
  useArrival(async ({ displayName, email, password, language }: Credentials & { displayName: string; language: Language }) => {
    await api.post('/accounts/register', { displayName, email, password, language });
    await signIn({ email, password });
  });

export const useSignOut = () =>
  useAccountChange(async (_nothing: undefined) => {
    await api.post('/accounts/sign-out');
    return null;
  });

export const useConfirmEmail = () =>
  useMutation({ networkMode: 'always', mutationFn: (token: string) => api.post('/accounts/confirm', { token }), onSuccess: () => tellOtherTabs('account') });

export const useConfirmationMail = () => useMutation({ networkMode: 'always', mutationFn: (_nothing: undefined) => api.post('/accounts/confirmation-mail') });

/* What an account is, and how it changes. */

const profileKey = [...meKey, 'profile'] as const;

export const useProfile = () => useQuery({ queryKey: profileKey, queryFn: ({ signal }) => api.get<Profile>('/me/profile', signal) });

/** @param change Gives the account as it is then; undefined: it is to be asked for. */
function useProfileChange<Input>(change: (input: Input) => Promise<Profile | undefined>) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: change,
    networkMode: 'always',
    onSuccess: async (profile) => {
      if (profile === undefined) await client.invalidateQueries({ queryKey: profileKey });
      else client.setQueryData(profileKey, profile);
      await client.invalidateQueries({ queryKey: accountKey });
      tellOtherTabs('account');
    },
  });
}

export const useChangeMe = () =>
  useProfileChange((changes: { displayName?: string; language?: Language; hideName?: boolean }) => api.patch<Profile>('/me', changes));

export const useChangePassword = () =>
  useProfileChange(async (passwords: { currentPassword: string; password: string }) => {
    await api.post('/me/password', passwords);
    return undefined;
  });

export const useChangeEmail = () => useMutation({ networkMode: 'always', mutationFn: (to: Credentials) => api.post('/me/email', to) });

/** A guest becomes an account: the same person, so nothing on the page has to go. */
export const useUpgrade = () =>
  useProfileChange(async (credentials: { email: string; password?: string; language: Language }) => {
    await api.post('/accounts/upgrade?useCookies=true', credentials);
    return undefined;
  });

export const useForgotPassword = () =>
  useMutation({ networkMode: 'always', mutationFn: (asked: { email: string; language: Language }) => api.post('/accounts/forgot-password', asked) });

export const useResetPassword = () =>
  useMutation({ networkMode: 'always', mutationFn: (reset: { token: string; password: string }) => api.post<{ email: string }>('/accounts/reset-password', reset) });

export const useEraseMe = () =>
  useAccountChange(async (_nothing: undefined) => {
    await api.delete('/me');
    return null;
  });

/* Tell me of a drop. */

const notifyKey = (dropId: string) => [...meKey, 'notify', dropId] as const;

export const useNotifyState = (dropId: string) =>
  useQuery({ queryKey: notifyKey(dropId), queryFn: ({ signal }) => api.get<NotifyState>(`/drops/${dropId}/notify`, signal), staleTime: 60_000 });

export function useNotifyMe(dropId: string) {
  const client = useQueryClient();
  return useMutation({
    networkMode: 'always',
    mutationFn: (asked: { email?: string; language: Language }) => api.post<{ needsConfirmation: boolean }>(`/drops/${dropId}/notify`, asked),
    onSuccess: () => client.invalidateQueries({ queryKey: notifyKey(dropId) }),
  });
}

export function useDontNotifyMe(dropId: string) {
  const client = useQueryClient();
  return useMutation({
    networkMode: 'always',
    mutationFn: (_nothing: undefined) => api.delete(`/drops/${dropId}/notify`),
    onSuccess: () => client.invalidateQueries({ queryKey: notifyKey(dropId) }),
  });
}

export const useConfirmNotify = () =>
  useMutation({ networkMode: 'always', mutationFn: (token: string) => api.post<{ dropId: string }>('/notify/confirm', { token }) });

export const useUnsubscribe = () =>
  useMutation({ networkMode: 'always', mutationFn: (token: string) => api.post(`/notify/unsubscribe?token=${encodeURIComponent(token)}`) });
