import './page.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { Page } from './Page';
import type { Report } from './report';

const root = document.getElementById('root');
if (!root) throw new Error('report.html has no #root');

// The program that rehearses puts its report.json into the page.
const report = JSON.parse(document.getElementById('report')?.textContent ?? 'null') as Report;
createRoot(root).render(<StrictMode><Page report={report} /></StrictMode>);
