import { clsx } from 'clsx';
import { Package } from 'lucide-react';
import { useState } from 'react';
import type { Drop } from '@/lib/api/types';
import { useTexts } from '@/lib/i18n';

interface Props {
  drop: Pick<Drop, 'name' | 'imageUrl'>;
  className?: string;
  /** For the first picture of a page: it is loaded at once. */
  eager?: boolean;
  /** Beside the drop's name a description of the picture would only repeat the name. */
  decorative?: boolean;
}

export function DropPicture({ drop: { name, imageUrl }, className, eager = false, decorative = false }: Props) {
  const { drops } = useTexts();
  const [failed, setFailed] = useState<string | null>(null);
  if (imageUrl === null || failed === imageUrl) {
    return (
      <div className={clsx('grid place-items-center bg-sunken text-muted', className)} role={decorative ? undefined : 'img'} aria-label={decorative ? undefined : drops.picture(name)}>
        <Package className="size-1/4 max-h-24 max-w-24" strokeWidth={1} aria-hidden />
      </div>
    );
  }
  return (
    <img
      src={imageUrl}
      alt={decorative ? '' : drops.picture(name)}
      width={1200}
      height={1200}
      referrerPolicy="no-referrer"
      loading={eager ? 'eager' : 'lazy'}
      fetchPriority={eager ? 'high' : 'auto'}
      onError={() => setFailed(imageUrl)}
      className={clsx('bg-sunken object-cover', className)}
    />
  );
}
