import { Check, Circle } from 'lucide-react';
import { useState, type ReactNode } from 'react';
import { Link } from 'wouter';
import { SignInDialog } from '@/features/accounts/SignIn';
import type { Drop } from '@/lib/api/types';
import ContactPanel from '@/lib/contact/ContactPanel';
import { gapOf, useContact } from '@/lib/contact/contact';
import { useContactTexts } from '@/lib/contact/words';
import { variantLabel } from '@/lib/drops/status';
import { useMe } from '@/lib/session';
import { useShop } from '@/lib/shop';
import { Button } from '@/lib/ui/Button';

/** Before the opening: what can be done now, so that one press is enough then. */
export default function BeReady({ drop, variantId }: { drop: Drop; variantId: string | null }) {
  const { ready: words } = useContactTexts();
  const { data: me } = useMe();
  const { confirmedAccountsOnly } = useShop();
  const contact = useContact(drop.delivery !== 'none');
  const [isAsking, setAsking] = useState(false);
  const isNamed = me != null && (!confirmedAccountsOnly || me.email != null);
  const hasSize = drop.variants.length === 1 || variantId !== null;
  const isReached = drop.delivery === 'none' || (contact !== undefined && gapOf(drop, contact) === null);
  if (me === undefined || (me && drop.delivery !== 'none' && contact === undefined)) return null;
  return (
    <section aria-labelledby="be-ready" className="grid gap-4 border-l-4 border-edge bg-surface p-5">
      <h2 id="be-ready" className="display text-4xl uppercase">{words.title}</h2>
      <p role="status" className={isNamed && hasSize && isReached ? 'font-semibold text-free' : 'text-muted'}>{isNamed && hasSize && isReached ? words.allDone : words.left}</p>
      <ul className="grid gap-4">
        <Item isDone={isNamed} title={words.who}>
          {me ? <p className="wrap-anywhere">{me.displayName}</p> : (
            <div className="grid justify-items-start gap-2">
              <p className="text-muted">{words.whoAdvice}</p>
              <Button look="outline" onClick={() => setAsking(true)}>{words.signIn}</Button>
            </div>
          )}
          {confirmedAccountsOnly && <p className="text-sm text-muted">{words.confirmed}{me && <> <Link to="/confirm" className="font-semibold text-ink underline underline-offset-4">{words.confirm}</Link></>}</p>}
        </Item>
        {drop.variants.length > 1 && (
          <Item isDone={hasSize} title={words.size}>{variantId === null ? <p className="text-muted">{words.sizeAdvice}</p> : <p className="wrap-anywhere">{variantLabel(drop, variantId)}</p>}</Item>
        )}
        {drop.delivery !== 'none' && me && <Item isDone={isReached} title={words.delivery}><ContactPanel drop={drop} /></Item>}
      </ul>
      {isAsking && <SignInDialog way={confirmedAccountsOnly ? 'register' : 'guest'} onClose={() => setAsking(false)} onSignedIn={() => setAsking(false)} />}
    </section>
  );
}

function Item({ isDone, title, children }: { isDone: boolean; title: string; children: ReactNode }) {
  const { ready: words } = useContactTexts();
  return (
    <li className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-3">
      {isDone ? <Check className="mt-0.5 size-5 text-free" aria-hidden /> : <Circle className="mt-0.5 size-5 text-muted" aria-hidden />}
      <div className="grid min-w-0 gap-1.5">
        <p className="font-semibold">{title}<span className="sr-only">: {isDone ? words.done : words.open}</span></p>
        {children}
      </div>
    </li>
  );
}
