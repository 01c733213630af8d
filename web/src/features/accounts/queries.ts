import { useMutation, useQueryClient, type QueryClient } from '@tanstack/react-query';
import { api } from '@/lib/api/client';
import { useLiveConnection } from '@/lib/live/useLive';
import { accountKey, meKey } from '@/lib/session';

/** Another person looks at the page now: nothing of the one before may stay on it. */
async function becomeSomeoneElse(client: QueryClient, reopen: () => Promise<void>): Promise<void> {
  await client.invalidateQueries({ queryKey: accountKey });
  await client.resetQueries({ queryKey: meKey, predicate: ({ queryKey }) => queryKey[1] !== accountKey[1] });
  void reopen();
}

function useAccountChange<Input>(change: (input: Input) => Promise<unknown>) {
  const client = useQueryClient();
  const live = useLiveConnection();
  return useMutation({
    mutationFn: change,
    networkMode: 'always',
    onSuccess: () => becomeSomeoneElse(client, () => live.reopen()),
  });
}

export interface Credentials {
  email: string;
  password: string;
}

const signIn = (credentials: Credentials) => api.post('/accounts/sign-in?useCookies=true', credentials);

export const useGuest = () => useAccountChange(({ displayName }: { displayName: string }) => api.post('/accounts/guest?useCookies=true', { displayName }));

export const useSignIn = () => useAccountChange(signIn);

export const useRegister = () =>
  useAccountChange(async ({ displayName, email, password }: Credentials & { displayName: string }) => {
    await api.post('/accounts/register', { displayName, email, password });
    await signIn({ email, password });
  });

export const useSignOut = () => useAccountChange((_nothing: undefined) => api.post('/accounts/sign-out'));

export const useConfirmEmail = () => useMutation({ networkMode: 'always', mutationFn: (token: string) => api.post('/accounts/confirm', { token }) });

export const useConfirmationMail = () => useMutation({ networkMode: 'always', mutationFn: (_nothing: undefined) => api.post('/accounts/confirmation-mail') });
