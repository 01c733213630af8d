import { cleanup, configure } from '@testing-library/react';
import { afterEach } from 'vitest';

// Only a hang takes so long, on a machine that is busy with other tests too.
configure({ asyncUtilTimeout: 30_000 });
afterEach(cleanup);
