// Runs before anything is painted, so that a chosen theme does not flash.
try {
  const chosen = localStorage.getItem('hawser.theme');
  if (chosen) {
    document.documentElement.dataset.theme = chosen;
  }
} catch {
  // Storage may be forbidden; the theme is then that of the system.
}
