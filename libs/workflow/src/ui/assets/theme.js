/* Before anything is painted: the colours the reader's system wants, when they have not chosen themselves. */
(() => {
  const root = document.documentElement;
  const dark = matchMedia('(prefers-color-scheme: dark)');
  const show = () => {
    const choice = root.dataset.nfTheme;
    root.dataset.bsTheme = choice === 'auto' ? (dark.matches ? 'dark' : 'light') : choice;
  };
  show();
  dark.addEventListener('change', show);
  document.addEventListener('turbo:load', show);
})();
