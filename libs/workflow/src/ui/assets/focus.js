/* Leads to what needs attention on a page that has just come. */
function attend() {
  document.querySelector('[data-nf-focus]')?.focus();
}

document.addEventListener('turbo:render', attend);
attend();

/* A menu that folds out closes when the reader goes on elsewhere. */
document.addEventListener('click', (event) => {
  for (const drop of document.querySelectorAll('.nf-drop[open]')) {
    if (!drop.contains(event.target)) drop.open = false;
  }
});

document.addEventListener('keydown', (event) => {
  const drop = event.key === 'Escape' ? event.target.closest?.('.nf-drop[open]') : null;
  if (!drop) return;
  drop.open = false;
  drop.querySelector('summary').focus();
});
