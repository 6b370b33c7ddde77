// Light, dark, or as the system is.

const KEY = 'hawser.theme';

/** Tells `colours-changed` on the document whenever other colours apply; charts draw themselves anew then. */
export function startTheme(select) {
  const root = document.documentElement;
  const changed = () => document.dispatchEvent(new Event('colours-changed'));
  select.value = root.dataset.theme ?? 'auto';
  select.addEventListener('change', () => {
    if (select.value === 'auto') {
      delete root.dataset.theme;
    } else {
      root.dataset.theme = select.value;
    }
    keep(select.value);
    changed();
  });
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', changed);
}

function keep(theme) {
  try {
    if (theme === 'auto') {
      localStorage.removeItem(KEY);
    } else {
      localStorage.setItem(KEY, theme);
    }
  } catch {
    // The theme then holds until the page is left.
  }
}
