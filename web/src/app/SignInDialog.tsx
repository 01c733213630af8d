import { useState } from 'react';
import { SignIn, useWayTitle, type Way } from '@/features/accounts/SignIn';
import { Dialog } from '@/lib/ui/Dialog';

export function SignInDialog({ onClose, onSignedIn }: { onClose: () => void; onSignedIn: () => void }) {
  const [way, setWay] = useState<Way>('guest');
  return (
    <Dialog title={useWayTitle(way)} onClose={onClose}>
      <SignIn way={way} onWay={setWay} onSignedIn={onSignedIn} />
    </Dialog>
  );
}
