import { useQuery } from '@tanstack/react-query';
import { ArrowLeft } from 'lucide-react';
import { useEffect, useState } from 'react';
import { api } from '@/lib/api/client';
import type { ReturnAddress } from '@/lib/api/types';
import { useTexts } from '@/lib/i18n';
import { keepReturn, wantedReturn } from '@/lib/returning';
import { persistently } from '@/lib/retry';

/** The way back to the page with the shop's widget. Only the server says which sites may stand here: an address can be made by anybody. */
export default function ReturnLink() {
  const { app } = useTexts();
  const [wanted] = useState(wantedReturn);
  const { data } = useQuery({
    queryKey: ['return', wanted],
    queryFn: ({ signal }) => api.get<ReturnAddress>(`/embed/return?to=${encodeURIComponent(wanted ?? '')}`, signal),
    enabled: wanted !== null,
    staleTime: Infinity,
    ...persistently,
  });
  useEffect(() => {
    if (data) keepReturn(data.address);
  }, [data]);
  return data && <p className="no-print"><a href={data.address} className="inline-flex min-h-11 items-center gap-2 underline underline-offset-4"><ArrowLeft className="size-4 shrink-0" aria-hidden />{app.backTo(data.site)}</a></p>;
}
