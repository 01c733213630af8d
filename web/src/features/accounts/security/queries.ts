import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { api } from '@/lib/api/client';
import type { CodesSetup, OwnSession, SecondFactor } from '@/lib/api/types';
import { accountKey, meKey } from '@/lib/session';
import { answerByPasskey, makePasskey, type PasskeyOptions } from './passkeys';

const keys = {
  factor: [...meKey, 'second-factor'] as const,
  sessions: [...meKey, 'sessions'] as const,
};

export const useSecondFactor = () => useQuery({ queryKey: keys.factor, queryFn: ({ signal }) => api.get<SecondFactor>('/me/second-factor', signal) });

export const useSessions = () =>
  useQuery({ queryKey: keys.sessions, queryFn: async ({ signal }) => (await api.get<{ items: OwnSession[] }>('/me/sessions', signal)).items, refetchInterval: 60_000 });

/** @param sessionId Undefined: all but this one. */
export function useEndSession() {
  const client = useQueryClient();
  return useMutation({
    networkMode: 'always',
    mutationFn: (sessionId: string | undefined) => api.delete(sessionId === undefined ? '/me/sessions' : `/me/sessions/${sessionId}`),
    onSuccess: () => client.invalidateQueries({ queryKey: keys.sessions }),
  });
}

/** Gives the token that what guards an account asks for. */
export const useReauthentication = () =>
  useMutation({
    networkMode: 'always',
    mutationFn: async (password: string | undefined) => {
      const proof = password === undefined ? await answerByPasskey(await api.post<PasskeyOptions>('/me/reauthentication/passkey-options')) : { password };
      return (await api.post<{ token: string }>('/me/reauthentication', proof)).token;
    },
  });

/** Asks for the token before the request. Null: the person changed their mind. */
export type Prove = () => Promise<string | null>;

/** @param send Is given the token. */
function useGuarded<Input, Answer>(prove: Prove, send: (input: Input, token: string) => Promise<Answer>) {
  const client = useQueryClient();
  return useMutation({
    networkMode: 'always',
    mutationFn: async (input: Input): Promise<Answer | null> => {
      const token = await prove();
      return token === null ? null : send(input, token);
    },
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: keys.factor });
      await client.invalidateQueries({ queryKey: keys.sessions });
      // Whoever had none, and needed one, runs the shop from here on.
      await client.invalidateQueries({ queryKey: accountKey });
    },
  });
}

interface RecoveryCodes {
  recoveryCodes: string[];
}

export const useBeginCodes = (prove: Prove) => useGuarded(prove, (_nothing: undefined, token) => api.guarded<CodesSetup>('POST', '/me/second-factor/codes', token));

export const useConfirmCodes = (prove: Prove) => useGuarded(prove, (code: string, token) => api.guarded<RecoveryCodes>('POST', '/me/second-factor/codes/confirm', token, { code }));

export const useAddPasskey = (prove: Prove) =>
  useGuarded(prove, async (name: string, token) => {
    const made = await makePasskey(await api.guarded<PasskeyOptions>('POST', '/me/passkeys/options', token));
    return api.guarded<RecoveryCodes>('POST', '/me/passkeys', token, { name, ...made });
  });

/** @param path Of the app's codes, or of one passkey. */
export const useRemoveFactor = (prove: Prove) => useGuarded(prove, async (path: string, token) => (await api.guarded('DELETE', path, token), true));

export const useRenewRecoveryCodes = (prove: Prove) => useGuarded(prove, (_nothing: undefined, token) => api.guarded<RecoveryCodes>('POST', '/me/second-factor/recovery-codes', token));
