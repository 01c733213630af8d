import { clsx } from 'clsx';
import { Package } from 'lucide-react';
import { useState } from 'react';
import type { Drop, Picture } from '@/lib/api/types';
import { below, eachBelow } from '@/lib/base';
import { useTexts } from '@/lib/i18n';

interface Props {
  drop: Pick<Drop, 'name' | 'imageUrl' | 'pictures'>;
  /** Absent: the drop's first. */
  picture?: Picture;
  className?: string;
  /** How wide it is shown, as in HTML: the browser takes the smallest file that is enough. */
  sizes: string;
  /** For the first picture of a page: it is loaded at once. */
  eager?: boolean;
  /** Beside the drop's name a description of the picture would only repeat the name. */
  decorative?: boolean;
}

export function DropPicture({ drop: { name, pictures }, picture = pictures[0], className, sizes, eager = false, decorative = false }: Props) {
  const { drops } = useTexts();
  const [failed, setFailed] = useState<string | null>(null);
  const alt = decorative ? '' : (picture?.alt ?? drops.picture(name));
  if (picture === undefined || failed === picture.url) {
    return (
      <div className={clsx('grid place-items-center bg-sunken text-muted', className)} role={decorative ? undefined : 'img'} aria-label={alt || undefined}>
        <Package className="size-1/4 max-h-24 max-w-24" strokeWidth={1} aria-hidden />
      </div>
    );
  }
  const { url, focalPoint: { x, y }, width, height, sources } = picture;
  // The sources are hidden: in a picture without a box of its own they would be cells of the grid around it.
  return (
    <picture className="contents">
      {sources.map(({ type, srcset }) => <source key={type} type={type} srcSet={eachBelow(srcset)} sizes={sizes} className="hidden" />)}
      <img
        src={below(url)}
        alt={alt}
        width={width ?? 1200}
        height={height ?? 1200}
        referrerPolicy="no-referrer"
        loading={eager ? 'eager' : 'lazy'}
        fetchPriority={eager ? 'high' : 'auto'}
        onError={() => setFailed(url)}
        className={clsx('bg-sunken object-cover', className)}
        style={{ objectPosition: `${x * 100}% ${y * 100}%` }}
      />
    </picture>
  );
}
