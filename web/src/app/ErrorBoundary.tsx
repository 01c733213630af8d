import { Component, type ReactNode } from 'react';
import { useTexts } from '@/lib/i18n';
import { Button } from '@/lib/ui/Button';
import { EmptyPage } from '@/lib/ui/Notice';

/** For a fault of this page, or a chunk that a newer server no longer has. */
export class ErrorBoundary extends Component<{ children: ReactNode }, { broken: boolean }> {
  override state = { broken: false };

  static getDerivedStateFromError() {
    return { broken: true };
  }

  override render() {
    return this.state.broken ? <Broken /> : this.props.children;
  }
}

function Broken() {
  const { app } = useTexts();
  return (
    <main>
      <EmptyPage title={app.brokenTitle} advice={app.brokenAdvice}>
        <Button onClick={() => location.reload()}>{app.reload}</Button>
      </EmptyPage>
    </main>
  );
}
