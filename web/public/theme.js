// Runs before the first paint, so that the chosen theme and language do not flash. Without a choice the device decides.
try {
  const theme = localStorage.getItem('stampede.theme');
  if (theme === 'light' || theme === 'dark') document.documentElement.dataset.theme = theme;
} catch {
  // Storage may be forbidden; the device's theme is then as good as any.
}
