import { Check, Copy } from 'lucide-react';
import { useState } from 'react';
import { Button } from './Button';

/** Browsers offer the clipboard on https only. Without it there is no button: the text can be selected. */
export function CopyButton({ text, label, done }: { text: string; label: string; done: string }) {
  const [copied, setCopied] = useState(false);
  if (!('clipboard' in navigator)) return null;
  const copy = () => void navigator.clipboard.writeText(text).then(() => setCopied(true), () => undefined);
  return (
    <Button look="outline" size="small" className="min-h-11 justify-self-start" onClick={copy}>
      {copied ? <Check className="size-4" aria-hidden /> : <Copy className="size-4" aria-hidden />}
      <span role="status">{copied ? done : label}</span>
    </Button>
  );
}
