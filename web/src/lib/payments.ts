import { useQuery } from '@tanstack/react-query';
import { api } from './api/client';
import type { Drop, Money, Payment, PaymentConfig, PaymentState } from './api/types';

/** How this shop takes money. It stays so until the server is started anew. */
export function usePaymentConfig(isNeeded = true): PaymentConfig | undefined {
  const { data } = useQuery({
    queryKey: ['payments', 'config'],
    queryFn: ({ signal }) => api.get<PaymentConfig>('/payments/config', signal),
    enabled: isNeeded,
    staleTime: Infinity,
  });
  return data;
}

/** The bank has not said yes or no. */
const UNDER_WAY: readonly PaymentState[] = ['starting', 'unknown', 'action', 'authorized'];

export const isUnderWay = (payment: Payment | null | undefined): boolean => payment != null && UNDER_WAY.includes(payment.status);

/** What costs nothing is bought by a press, whatever the drop says. The price is the hold's own. */
export const isPaidFor = ({ payment }: Pick<Drop, 'payment'>, price: Money): boolean => payment === 'required' && price.amountMinor > 0;
